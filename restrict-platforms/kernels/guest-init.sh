#!/.guest/busybox sh
# Process 1 of the guest, in the initramfs: finds the disks if there are any, and runs the command in the root file
# system.
# shellcheck shell=dash
g=/.guest
$g/busybox mkdir -p $g/bin /proc /sys /dev
$g/busybox --install -s $g/bin
export PATH=$g/bin
disks='' as='' shell='' sysctls='' guest_env=''
# shellcheck source=/dev/null
. $g/settings
if [ -n "$disks" ]; then
  r=/newroot
  mkdir -p $r /bin /lib/modules
  mount -t proc proc /proc
  mount -t sysfs sys /sys
  mount -t devtmpfs dev /dev
  ln -s $g/modules "/lib/modules/$(uname -r)"
  depmod
  for module in virtio_pci virtio_blk virtio_console ext4; do modprobe $module 2>/dev/null; done
  tries=0
  until [ -e /dev/vda ] || [ $tries = 300 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  mount -t ext4 /dev/vda $r || {
    echo "no root file system"
    poweroff -f
  }
  [ ! -e /dev/vdb ] || mount -t ext4 -o ro /dev/vdb $r/share
else
  r=''
fi
mount -t proc proc $r/proc
mount -t sysfs sys $r/sys
mount -t devtmpfs dev $r/dev
mkdir -p $r/dev/pts $r/dev/shm
mount -t devpts devpts $r/dev/pts
mount -t tmpfs -o mode=1777 shm $r/dev/shm
mount -t tmpfs -o mode=1777 tmp $r/tmp
mount -t tmpfs -o mode=755 run $r/run
mount -t securityfs security $r/sys/kernel/security
mount -t cgroup2 cgroup $r/sys/fs/cgroup 2>/dev/null
ln -sf /proc/self/fd $r/dev/fd
chmod 1777 $r/out
ip link set lo up
hostname guest
for each in $sysctls; do sysctl -q -w "$each" || echo "sysctl $each failed"; done
# The device that ends in the file of this name outside.
port() {
  if [ -n "$disks" ]; then
    for p in /sys/class/virtio-ports/*; do [ "$(cat "$p/name")" != "$1" ] || echo "/dev/${p##*/}"; done
  else
    case $1 in
      output) p=/dev/ttyS1 ;;
      status) p=/dev/ttyS2 ;;
      out) p=/dev/ttyS3 ;;
    esac
    stty -F "$p" raw 115200
    echo "$p"
  fi
}

home=/root
prefix=''
if [ "$as" = nobody ]; then
  home=/tmp
  prefix='setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all'
fi
{
  echo "cd $home"
  echo "exec $prefix $(cat $g/command)"
} >$r/run/command
settings="PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=$home LANG=C.UTF-8 TERM=linux $guest_env"
if [ -n "$shell" ]; then
  # shellcheck disable=SC2086
  env -i $settings setsid -c chroot "$r/" /bin/bash -c "cd $home; exec $prefix bash -i"
else
  # shellcheck disable=SC2086
  {
    env -i $settings chroot "$r/" /bin/sh /run/command </dev/null 2>&1
    echo $? >$g/code
  } | cat >"$(port output)"
  [ -z "$(ls $r/out)" ] || tar -c -C $r/out -f "$(port out)" .
  cat $g/code >"$(port status)"
fi
sync
poweroff -f
