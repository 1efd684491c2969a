package hexline.baseline.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hexline.protocol.Work;
import hexline.server.SimulatedWork;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The protocol as a user of Netty would write it: Netty's line decoder and strings, one handler, the
 * default number of event loops.
 *
 * <p>{@code java -jar netty-baseline.jar PORT [WORK]}
 */
public final class NettyServer {

  private static final int MAX_LINE = 1024;
  private static final int LONG_DIGITS = 18;
  private static final Pattern INTEGER =
      Pattern.compile("[ \\t\\x0B\\f\\r]*([+-]?\\d+(?:_\\d+)*)[ \\t\\x0B\\f\\r]*");
  private static final String NOT_AN_INTEGER = "Request payload must be an integer\n";
  private static final String LINE_TOO_LONG = "Request payload must be at most 1024 bytes\n";

  private NettyServer() {}

  /** Serves until the process is ended. */
  public static void main(String[] args) throws InterruptedException {
    int port = Integer.parseInt(args[0]);
    Work work = SimulatedWork.parse(args.length > 1 ? args[1] : "none");
    new ServerBootstrap()
        .group(new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory()))
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(new Lines())
                    .addLast(new StringDecoder(ISO_8859_1))
                    .addLast(new StringEncoder(ISO_8859_1))
                    .addLast(new Requests(work));
              }
            })
        .bind("127.0.0.1", port)
        .sync();
    System.out.println("netty listening on 127.0.0.1:" + port);
  }

  /** Netty's line decoder, which by itself drops an unterminated last line. */
  private static final class Lines extends LineBasedFrameDecoder {

    Lines() {
      super(MAX_LINE + 1, false, true); // Netty counts the CR before the LF, too
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out)
        throws Exception {
      super.decodeLast(context, in, out);
      if (in.isReadable()) {
        out.add(in.readRetainedSlice(in.readableBytes()));
      }
    }
  }

  /** Answers each line; flushes once for all lines of a read. */
  private static final class Requests extends SimpleChannelInboundHandler<String> {

    private final Work work;

    Requests(Work work) {
      this.work = work;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
      int end = line.endsWith("\n") ? line.length() - 1 : line.length();
      int length = line.startsWith("\r", end - 1) ? end - 1 : end;
      context.write(answer(line.substring(0, length)));
    }

    private String answer(String line) {
      if (line.length() > MAX_LINE) {
        return LINE_TOO_LONG;
      }
      Matcher integer = INTEGER.matcher(line);
      if (!integer.matches()) {
        return NOT_AN_INTEGER;
      }
      work.perform();
      String plain = integer.group(1).replace("_", "");
      if (plain.length() <= LONG_DIGITS) {
        long number = Long.parseLong(plain);
        return (number < 0 ? "-0x" : "0x") + Long.toHexString(Math.abs(number)) + "\n";
      }
      var number = new BigInteger(plain);
      return (number.signum() < 0 ? "-0x" : "0x") + number.abs().toString(16) + "\n";
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ChannelInputShutdownReadComplete.INSTANCE) {
        context.writeAndFlush("").addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof TooLongFrameException) {
        context.writeAndFlush(LINE_TOO_LONG);
      } else if (cause instanceof IOException) {
        context.close(); // reset by the client: only its connection ends
      } else {
        context.fireExceptionCaught(cause);
        context.close();
      }
    }
  }
}
