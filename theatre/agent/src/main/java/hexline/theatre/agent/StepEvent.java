package hexline.theatre.agent;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A call of a method that is watched. */
@Name(StepEvent.NAME)
@Label("Step")
@Category("hexline")
@Description("A step of a server for one of its clients")
@StackTrace(false)
@Enabled(false)
final class StepEvent extends Event {

  static final String NAME = "hexline.Step";

  @Label("Step")
  String step = "";

  @Label("Client Port")
  @Description("The port of the client's end of the connection; 0 if it is not known here")
  int port;

  @Label("Bytes")
  @DataAmount
  @Description("Negative if there are none, or at the end of input")
  long bytes = -1;

  @Label("Carrier at Begin")
  @Description("The kernel thread that carries the virtual thread; 0 on a platform thread")
  long carrierAtBegin;

  @Label("Carrier at End")
  long carrierAtEnd;

  @Label("Virtual Thread")
  @Description("Its Java id; 0 on a platform thread")
  long virtualThread;

  @Label("Clock at Begin")
  @Description("System.nanoTime(), which is the same clock in all processes of a Linux machine")
  long nanoTime;

  @Label("Failure")
  @Description("The class of what the method has thrown")
  @Nullable String failure;
}
