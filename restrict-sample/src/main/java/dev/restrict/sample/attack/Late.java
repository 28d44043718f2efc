package dev.restrict.sample.attack;

/** A class that is loaded when somebody asks for it, long after the start. */
class Late {

  String greeting() {
    return "loaded late";
  }
}
