package dev.restrict.linux;

/**
 * Error numbers by the names of errno(3). All of them are in the resource {@code errno}, from which
 * the C half gets them too; here are those that the code names.
 */
public final class Errno {

  private static final NumberTable TABLE = NumberTable.read("errno");

  public static final int E2BIG = number("E2BIG");
  public static final int EACCES = number("EACCES");
  public static final int EAGAIN = number("EAGAIN");
  public static final int EBADF = number("EBADF");
  public static final int EBADFD = number("EBADFD");
  public static final int EBUSY = number("EBUSY");
  public static final int ECHILD = number("ECHILD");
  public static final int EFAULT = number("EFAULT");
  public static final int EINVAL = number("EINVAL");
  public static final int ENOSYS = number("ENOSYS");
  public static final int EOPNOTSUPP = number("EOPNOTSUPP");
  public static final int EPERM = number("EPERM");
  public static final int ETIMEDOUT = number("ETIMEDOUT");

  private Errno() {}

  /** Such as {@code EACCES}; {@code errno 200} for a number that no error has. */
  public static String name(int errno) {
    String name = TABLE.name(errno);
    return name != null ? name : "errno " + errno;
  }

  private static int number(String name) {
    Integer number = TABLE.number(name);
    if (number == null) {
      throw new IllegalStateException("the table of error numbers has no " + name);
    }
    return number;
  }
}
