package dev.restrict.promise;

/**
 * A path that a promise, or the JVM floor, implies.
 *
 * @param pattern an absolute path whose last element may have {@code *}, or one of the names in
 *     {@code ${}} that {@link Surroundings} resolves; what does not exist is passed over
 * @param flags letters out of {@code crwx}, {@code i} for {@code ioctl} on devices, {@code d} to
 *     remove files alone
 * @param why in a few words
 */
public record PathGrant(String pattern, String flags, String why) {}
