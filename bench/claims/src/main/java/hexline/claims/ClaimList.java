package hexline.claims;

import hexline.claims.article.BothInsert;
import hexline.claims.article.CallStartsNothing;
import hexline.claims.article.CoroutineSend;
import hexline.claims.article.EpollMany;
import hexline.claims.article.ExecutorCures;
import hexline.claims.article.GatherOrder;
import hexline.claims.article.LockCures;
import hexline.claims.article.LoopOneCore;
import hexline.claims.article.NoDifference;
import hexline.claims.article.NonblockingRead;
import hexline.claims.article.OneReadOneMessage;
import hexline.claims.article.OneThreadServesAll;
import hexline.claims.article.ReadBlocks;
import hexline.claims.article.SecondClient;
import hexline.claims.article.SwitchCost;
import hexline.claims.article.SwitchMany;
import hexline.claims.article.TaskBlocksLoop;
import hexline.claims.article.Thousands;
import hexline.claims.article.ThreadPriority;
import hexline.claims.article.ThreadStack;
import hexline.claims.article.ThreadsForBlocking;
import hexline.claims.article.ThreadsNoCpu;
import hexline.claims.article.ThreadsServeAll;
import hexline.claims.article.WaitFirst;
import hexline.claims.article.WhoFirst;
import hexline.claims.jdk.AcceptorBottleneck;
import hexline.claims.jdk.AsyncChannelKernel;
import hexline.claims.jdk.AsyncFileThreads;
import hexline.claims.jdk.CancelStops;
import hexline.claims.jdk.ClosedLoopP99;
import hexline.claims.jdk.IoUringDoubles;
import hexline.claims.jdk.SupplyAsyncThreads;
import hexline.claims.jdk.ThreadMemoryOut;
import hexline.claims.virtual.ClassInitWaits;
import hexline.claims.virtual.FileReadsUnmount;
import hexline.claims.virtual.InterruptRead;
import hexline.claims.virtual.JstackShowsAll;
import hexline.claims.virtual.OneCarrierEach;
import hexline.claims.virtual.PinningOver;
import hexline.claims.virtual.PoolVirtual;
import hexline.claims.virtual.SelectPins;
import hexline.claims.virtual.SynchronizedLikeLock;
import hexline.claims.virtual.SynchronizedPins;
import hexline.claims.virtual.TracePinned;
import hexline.claims.virtual.VirtualFaster;
import hexline.claims.virtual.VirtualLessMemory;
import hexline.claims.virtual.VirtualOverload;
import hexline.claims.virtual.VirtualThroughput;
import hexline.claims.virtual.VirtualTimeSlices;
import java.util.List;
import java.util.Optional;

/** All claims, in the order in which they are listed and run. */
public final class ClaimList {

  /** The claims. A new one is added here. */
  public static final List<Claim> ALL =
      List.of(
          SecondClient.CLAIM,
          ReadBlocks.CLAIM,
          OneReadOneMessage.CLAIM,
          ThreadsServeAll.CLAIM,
          ThreadsNoCpu.CLAIM,
          ThreadStack.CLAIM,
          SwitchCost.CLAIM,
          SwitchMany.CLAIM,
          ThreadPriority.CLAIM,
          NoDifference.CLAIM,
          Thousands.CLAIM,
          OneThreadServesAll.CLAIM,
          NonblockingRead.CLAIM,
          EpollMany.CLAIM,
          LoopOneCore.CLAIM,
          TaskBlocksLoop.CLAIM,
          ExecutorCures.CLAIM,
          ThreadsForBlocking.CLAIM,
          CallStartsNothing.CLAIM,
          CoroutineSend.CLAIM,
          GatherOrder.CLAIM,
          WaitFirst.CLAIM,
          WhoFirst.CLAIM,
          BothInsert.CLAIM,
          LockCures.CLAIM,
          VirtualFaster.CLAIM,
          VirtualThroughput.CLAIM,
          SynchronizedPins.CLAIM,
          PinningOver.CLAIM,
          ClassInitWaits.CLAIM,
          SynchronizedLikeLock.CLAIM,
          FileReadsUnmount.CLAIM,
          VirtualTimeSlices.CLAIM,
          PoolVirtual.CLAIM,
          VirtualOverload.CLAIM,
          VirtualLessMemory.CLAIM,
          InterruptRead.CLAIM,
          SelectPins.CLAIM,
          OneCarrierEach.CLAIM,
          JstackShowsAll.CLAIM,
          TracePinned.CLAIM,
          CancelStops.CLAIM,
          SupplyAsyncThreads.CLAIM,
          AsyncChannelKernel.CLAIM,
          AsyncFileThreads.CLAIM,
          ThreadMemoryOut.CLAIM,
          AcceptorBottleneck.CLAIM,
          ClosedLoopP99.CLAIM,
          IoUringDoubles.CLAIM);

  private ClaimList() {}

  /** The claim with an id. */
  public static Optional<Claim> byId(String id) {
    return ALL.stream().filter(claim -> claim.id().equals(id)).findFirst();
  }
}
