package dev.restrict.judge;

import static dev.restrict.linux.Linux.RENAME_EXCHANGE;
import static dev.restrict.linux.Linux.RENAME_NOREPLACE;

import dev.restrict.landlock.FsRight;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What rename and link ask of Landlock: {@code current_check_refer_path} in {@code
 * security/landlock/fs.c}.
 */
final class Move {

  private Move() {}

  static List<Need> rename(int flags, Target old, Target made) {
    boolean exchange = (flags & RENAME_EXCHANGE) != 0;
    boolean noReplace = (flags & RENAME_NOREPLACE) != 0;
    if (old.isMissing() || (exchange && made.isMissing()) || (noReplace && !made.isMissing())) {
      return List.of(); // ENOENT, EEXIST
    }
    Set<FsRight> atOld = EnumSet.of(old.type().remove());
    Set<FsRight> atNew = EnumSet.of(old.type().make().orElseThrow());
    if (!made.isMissing()) {
      atNew.add(made.type().remove());
    }
    if (exchange) {
      atOld.add(made.type().make().orElseThrow());
    }
    return at(old, atOld, made, atNew);
  }

  static List<Need> link(Target old, Target made) {
    if (old.isMissing() || !made.isMissing()) {
      return List.of(); // ENOENT, EEXIST
    }
    return at(
        old, EnumSet.noneOf(FsRight.class), made, EnumSet.of(old.type().make().orElseThrow()));
  }

  private static List<Need> at(Target old, Set<FsRight> atOld, Target made, Set<FsRight> atNew) {
    Path from = old.path().getParent();
    Path to = made.path().getParent();
    if (from == null || to == null) {
      return List.of(); // EBUSY: the root cannot be moved
    }
    if (from.equals(to)) {
      atNew.addAll(atOld);
      return List.of(new Need.OnPath(to, atNew));
    }
    atOld.add(FsRight.REFER);
    atNew.add(FsRight.REFER);
    return List.of(new Need.OnPath(from, atOld), new Need.OnPath(to, atNew));
  }
}
