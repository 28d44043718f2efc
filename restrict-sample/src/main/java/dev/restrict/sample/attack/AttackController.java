package dev.restrict.sample.attack;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lists the attacks. */
@RestController
@Profile("attack")
class AttackController {

  record Index(String warning, Map<String, String> attacks) {}

  @GetMapping("/attack")
  Index attacks() {
    Map<String, String> attacks = new TreeMap<>();
    attacks.put(
        "/attack/traversal?name=../../../../etc/passwd",
        "a download that trusts the name it is given");
    attacks.put("/attack/write-outside?path=/tmp/x", "write a file outside the data folder");
    attacks.put("/attack/neighbours?path=/tmp/x", "delete a file outside the data folder");
    attacks.put("/attack/shell?command=id", "start a shell");
    attacks.put("/attack/connect?host=127.0.0.1&port=22", "connect out by TCP");
    attacks.put("/attack/udp?host=127.0.0.1&port=53", "send a datagram");
    attacks.put("/attack/library", "POST the bytes of a native library and have it loaded");
    attacks.put("/attack/library?path=/lib/x.so", "load a native library that is on the disk");
    attacks.put("/attack/proc-mem", "write read-only memory by way of /proc/self/mem");
    attacks.put("/attack/environ-of-parent", "read the environment of the parent process");
    attacks.put("/attack/pool", "have 200 threads older than the lock each read /etc/passwd");
    attacks.put("/attack/gc?times=10", "no attack: force garbage collections");
    attacks.put("/attack/late-class", "no attack: load classes that nothing has used so far");
    return new Index(AttackWarning.TEXT, attacks);
  }
}
