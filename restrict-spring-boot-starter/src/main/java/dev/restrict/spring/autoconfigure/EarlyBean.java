package dev.restrict.spring.autoconfigure;

import dev.restrict.ProcessLock;
import dev.restrict.spring.RestrictProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;

/**
 * Makes one bean before all others, even before those of a web server: what it changes in the JVM
 * must be in force before the application's own beans open a connection.
 *
 * <p>It has no order, on purpose. Post-processors without an order all start to work at the same
 * time, once the last of them has been made, so the early bean passes through every one of them.
 *
 * <p>Where the early bean needs the very bean that is about to be made, as when a class of the
 * application configures it, its turn comes with the next one.
 */
public final class EarlyBean implements InstantiationAwareBeanPostProcessor {

  /**
   * The packages of what an early bean may itself need, besides its own package. Making one of
   * those beans does not make the early bean first: it would ask for that very bean, which is not
   * finished yet.
   */
  private static final List<String> NEEDED =
      List.of(
          EarlyBean.class.getPackageName() + ".",
          "org.springframework.boot.ssl.",
          "org.springframework.boot.autoconfigure.ssl.",
          "org.springframework.boot.context.properties.");

  private static final ThreadLocal<Boolean> BUSY = ThreadLocal.withInitial(() -> false);

  private final BeanFactory beans;
  private final Class<?> type;
  private boolean done;

  /**
   * A post-processor, for a static bean method.
   *
   * @param type of the bean that is to be made first
   */
  public EarlyBean(BeanFactory beans, Class<?> type) {
    this.beans = beans;
    this.type = type;
  }

  @Override
  public @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
    if (!done && !BUSY.get() && !needed(beanClass)) {
      BUSY.set(true);
      try {
        done = true;
        beans.getBean(type);
      } catch (BeansException ex) {
        if (!needsWhatIsBeingMade(ex)) {
          throw ex;
        }
        done = false;
      } finally {
        BUSY.remove();
      }
    }
    return null;
  }

  private static boolean needsWhatIsBeingMade(BeansException ex) {
    return ex.contains(BeanCurrentlyInCreationException.class);
  }

  private boolean needed(Class<?> beanClass) {
    return ProcessLock.class.isAssignableFrom(beanClass)
        || RestrictProperties.class == beanClass
        || beanClass.getPackageName().equals(type.getPackageName())
        || NEEDED.stream().anyMatch(beanClass.getName()::startsWith);
  }
}
