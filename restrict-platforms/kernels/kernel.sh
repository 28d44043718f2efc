#!/bin/sh
# Runs a command under another Linux kernel: Debian's packages, booted by QEMU. See usage below.
set -eu

usage() {
  cat <<'EOF'
usage: kernel.sh [option]... VERSION COMMAND [ARGUMENT]...
       kernel.sh --list

Boots Debian's newest kernel of VERSION, such as 6.12, runs COMMAND in it and prints what it prints. The exit
status is that of COMMAND; 124 when the time is up, 125 when the machine ended without a status.

  --arch ARCH      amd64 (default) or arm64
  --java VERSION   17 (default; Debian 12) or 25 (Debian 13); it is `java` in the guest
  --share FOLDER   a copy of it is /share in the guest, read-only
  --out FOLDER     what COMMAND leaves in /out comes back into it
  --cmdline WORDS  more words for the kernel's command line, such as lsm=yama
  --sysctl N=V     set before COMMAND starts, such as kernel.yama.ptrace_scope=2; may be given again
  --nobody         run COMMAND as nobody, without capabilities, not as root
  --shell          start a shell at the terminal, in place of COMMAND
  --cpus N         2 by default
  --memory MIB     3072 by default
  --timeout SEC    3600 by default
  --accel NAME     tcg (default) or kvm
  --package NAME   one more Debian package in the guest; may be given again
  --refresh        ask the mirror for newer packages first
  --list           the kernels that can be had

COMMAND runs in /root (nobody: in /tmp); /tmp and /out are empty folders that everybody may write to, and there is
no network but the loopback. Environment: GUEST_ENV, NAME=VALUE words for the guest. Downloads are kept in
${XDG_CACHE_HOME:-~/.cache}/restrict-kernels; nothing of this system is changed. Debian's mirror is that of this
system's apt, or RESTRICT_DEBIAN_MIRROR.
EOF
}

fail() {
  echo "kernel.sh: $*" >&2
  exit 2
}

here=$(cd "$(dirname "$0")" && pwd)
arch=amd64 java=17 share='' out='' cmdline='' sysctls='' as=root shell='' cpus=2 memory=3072 timeout=3600 accel=tcg
packages='' refresh='' list=''
while [ $# -gt 0 ]; do
  case $1 in
    --nobody) as=nobody ;;
    --shell) shell=yes ;;
    --refresh) refresh=yes ;;
    --list) list=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    --*)
      [ $# -ge 2 ] || fail "$1 wants a value; see --help"
      case $1 in
        --arch) arch=$2 ;;
        --java) java=$2 ;;
        --share) share=$2 ;;
        --out) out=$2 ;;
        --cmdline) cmdline=$2 ;;
        --sysctl) sysctls="$sysctls $2" ;;
        --cpus) cpus=$2 ;;
        --memory) memory=$2 ;;
        --timeout) timeout=$2 ;;
        --accel) accel=$2 ;;
        --package) packages="$packages $2" ;;
        *) fail "no option $1; see --help" ;;
      esac
      shift
      ;;
    *) break ;;
  esac
  shift
done
case $arch in
  amd64) qemu=qemu-system-x86_64 qemu_package=qemu-system-x86 ;;
  arm64) qemu=qemu-system-aarch64 qemu_package=qemu-system-arm ;;
  *) fail "no architecture $arch: amd64 or arm64" ;;
esac
case $java in
  17) suite=bookworm ;;
  25) suite=trixie ;;
  *) fail "no Java $java: 17 or 25" ;;
esac

missing=''
need() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || missing="$missing $2"; }
need apt-get apt
need dpkg-deb dpkg
need cpio cpio
need mke2fs e2fsprogs
need xz xz-utils
need "$qemu" "$qemu_package"
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing="$missing debian-archive-keyring"
[ -z "$missing" ] || fail "missing; install them: apt-get install$missing"
PATH=$PATH:/usr/sbin

cache=${XDG_CACHE_HOME:-$HOME/.cache}/restrict-kernels
mkdir -p "$cache/kernel" "$cache/rootfs" "$cache/apt/lists/partial" "$cache/apt/archives/partial" "$cache/apt/etc/apt.conf.d"
work=$(mktemp -d)
child=''
# shellcheck disable=SC2317
clean() {
  [ -z "$child" ] || kill "$child" 2>/dev/null || true
  rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# One download or image at a time; what is being run holds no lock.
exec 9>"$cache/lock"
flock 9

# apt with sources, lists and archives of its own, and an empty list of what is installed.
prepare_apt() {
  mirror=${RESTRICT_DEBIAN_MIRROR:-$(apt-get indextargets --format "\$(ORIGIN) \$(LABEL) \$(REPO_URI)" \
    'Created-By: Packages' | sed -n 's/^Debian Debian //p' | head -n 1)}
  mirror=${mirror%/}
  [ -n "$mirror" ] || fail "this system's apt knows no Debian mirror (apt-get update?); set RESTRICT_DEBIAN_MIRROR"
  keyring='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  for each in bullseye bookworm bookworm-backports trixie trixie-backports; do
    echo "deb $keyring $mirror $each main"
  done >"$cache/apt/etc/kernels.list"
  for each in bookworm trixie; do
    {
      echo "deb $keyring $mirror $each main"
      echo "deb $keyring $mirror-security $each-security main"
    } >"$cache/apt/etc/$each.list"
  done
  : >"$cache/apt/etc/status"
}

# private_apt SOURCES PROGRAM ARGUMENT...
private_apt() {
  cat >"$work/apt.conf" <<EOF
Dir::Etc "$cache/apt/etc";
Dir::Etc::sourcelist "$cache/apt/etc/$1.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$cache/apt";
Dir::State::lists "$cache/apt/lists/";
Dir::State::status "$cache/apt/etc/status";
Dir::Cache "$cache/apt";
Dir::Cache::archives "$cache/apt/archives/";
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
APT::Keep-Downloaded-Packages "true";
Acquire::Languages "none";
#clear DPkg::Post-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
EOF
  shift
  APT_CONFIG=$work/apt.conf "$@"
}

update() {
  stamp=$cache/apt/updated-$1-$arch
  if [ -n "$refresh" ] || [ ! -e "$stamp" ]; then
    echo "kernel.sh: asking the mirror for packages of $1 ($arch)" >&2
    mkdir -p "$cache/apt/lists/partial"
    private_apt "$1" apt-get -qq -o APT::Get::List-Cleanup=false update >&2
    : >"$stamp"
  fi
}

gone() {
  fail "the mirror did not give it; --refresh asks for what it has now"
}

# The flavour for virtual machines: small, and with the same security modules.
kernels() {
  update kernels
  private_apt kernels apt-cache pkgnames linux-image- | grep -E "^linux-image-[0-9].*[0-9]-cloud-$arch\$" | sort -u -V
}

# A package's files, into a folder; links from /bin to /usr/bin and the like are kept.
unpack() {
  dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink --no-same-owner -C "$2" -f -
}

# As the owner of files that root owns in the guest.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else unshare --map-root-user "$@"; fi
}

# Sets kernel to a folder with the kernel, vmlinuz, and its initramfs.
prepare_kernel() {
  image=$(kernels | grep -E "^linux-image-$(echo "$version" | sed 's/[.+]/\\&/g')([^0-9]|\$)" | tail -n 1)
  [ -n "$image" ] || fail "no kernel $version for $arch; --list shows those that there are, --refresh asks again"
  release=${image#linux-image-}
  kernel=$cache/kernel/$release
  if [ ! -e "$kernel/complete" ]; then
    rm -rf "$kernel"
    mkdir -p "$kernel" "$work/kernel" "$work/deb"
    parts=$(private_apt kernels apt-cache pkgnames "linux-" | grep -xF -e "linux-image-$release" -e "linux-binary-$release" \
      -e "linux-modules-$release")
    # shellcheck disable=SC2086
    echo "kernel.sh: downloading" $parts >&2
    # shellcheck disable=SC2086
    (cd "$work/deb" && private_apt kernels apt-get -qq download $parts) || gone
    for deb in "$work"/deb/*.deb; do unpack "$deb" "$work/kernel"; done
    find "$work/kernel" -name 'vmlinu[xz]*' -type f -exec cp {} "$kernel/vmlinuz" \;
    [ -e "$kernel/vmlinuz" ] || fail "no kernel in $parts"
    modules=$(find "$work/kernel" -path "*/modules/$release/kernel" -prune)
    mkdir "$kernel/modules"
    for part in drivers/virtio drivers/block drivers/char fs/ext4 fs/jbd2 fs/mbcache.ko fs/mbcache.ko.xz lib crypto arch; do
      [ -z "$modules" ] || [ ! -e "$modules/$part" ] || (cd "$modules" && find "$part" -name '*.ko*' | cpio -pd --quiet "$kernel/modules")
    done
    find "$kernel/modules" -name '*.ko.xz' -exec xz -d {} +
    rm -rf "$work/kernel" "$work/deb"
    : >"$kernel/complete"
  fi
}

# What the guest has beside the JRE: what the tests of core start.
guest_packages="base-files base-passwd busybox-static bash coreutils dash findutils gcc grep libc6-dev procps sed strace \
tar util-linux openjdk-$java-jre-headless"

# Sets root to the image of the guest's root file system, an ext4.
prepare_root() {
  name=$suite-$arch-$(echo "$guest_packages$packages" | cksum | cut -d' ' -f1)
  root=$cache/rootfs/$name.img
  [ ! -e "$root" ] || return 0
  update "$suite"
  echo "kernel.sh: making the guest's root file system, Debian $suite for $arch" >&2
  # shellcheck disable=SC2086
  private_apt "$suite" apt-get -qq --yes --download-only install $guest_packages $packages >&2 || gone
  # shellcheck disable=SC2086
  private_apt "$suite" apt-get -s install $guest_packages $packages | sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*\[\(.*\)\]).*/\1 \2 \3/p' \
    >"$work/installed"
  files=$work/root
  mkdir -p "$files/usr/bin" "$files/usr/sbin" "$files/usr/lib" "$files/usr/lib64"
  for each in bin sbin lib lib64; do ln -s "usr/$each" "$files/$each"; done
  while read -r package package_version package_arch; do
    unpack "$cache/apt/archives/${package}_$(echo "$package_version" | sed 's/:/%3a/')_$package_arch.deb" "$files"
  done <"$work/installed"
  mkdir -p "$files/share" "$files/out" "$files/root" "$files/proc" "$files/sys" "$files/dev" "$files/tmp" "$files/run"
  cp "$files/usr/share/base-passwd/passwd.master" "$files/etc/passwd"
  cp "$files/usr/share/base-passwd/group.master" "$files/etc/group"
  echo 127.0.0.1 localhost guest >"$files/etc/hosts"
  echo guest >"$files/etc/hostname"
  : >"$files/etc/resolv.conf"
  for each in "$files/usr/lib/jvm"/java-*-openjdk-"$arch"/bin/*; do
    ln -sf "${each#"$files"}" "$files/usr/bin/"
  done
  ln -sf gcc "$files/usr/bin/cc"
  [ -e "$files/usr/bin/awk" ] || ln -s mawk "$files/usr/bin/awk"
  cpio_of "$files" "$work/root.cpio"
  image_of "$files" "$work/root.img" 512
  mv "$work/root.cpio" "${root%.img}.cpio"
  mv "$work/root.img" "$root"
  rm -rf "$files"
}

# image_of FOLDER FILE FREE_MIB: an ext4 with the folder's files.
image_of() {
  size=$(du -sm --apparent-size "$1" | cut -f1)
  rm -f "$2"
  as_root mke2fs -q -F -t ext4 -O ^has_journal -m 0 -N 100000 -d "$1" "$2" "$((size + size / 5 + 64 + $3))M" >/dev/null
}

# cpio_of FOLDER FILE: an initramfs with the folder's files.
cpio_of() {
  (cd "$1" && find . | as_root cpio -o -H newc --quiet --owner=0:0) >"$2"
}

prepare_apt
if [ -n "$list" ]; then
  kernels
  exit 0
fi
[ $# -ge 1 ] || {
  usage >&2
  exit 2
}
version=$1
shift
[ -n "$shell" ] || [ $# -ge 1 ] || fail "which command? see --help"
prepare_kernel
prepare_root

# The initramfs: busybox of the guest's architecture, the modules, and init.
g=$work/init/.guest
mkdir -p "$g"
if [ ! -e "$cache/rootfs/busybox-$arch" ]; then
  update "$suite"
  mkdir -p "$work/busybox"
  (cd "$work/busybox" && private_apt "$suite" apt-get -qq download busybox-static)
  unpack "$work"/busybox/*.deb "$work/busybox"
  cp "$work/busybox/bin/busybox" "$cache/rootfs/busybox-$arch"
fi
exec 9>&-
cp "$cache/rootfs/busybox-$arch" "$g/busybox"
cp "$here/guest-init.sh" "$g/init"
chmod 755 "$g/init" "$g/busybox"
cp -r "$kernel/modules" "$g/modules"
quote() { printf "'%s' " "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }
{
  for each in "$@"; do quote "$each"; done
  echo
} >"$g/command"
if [ -n "$(find "$kernel/modules" -name 'virtio_blk.ko')" ]; then disks=yes; else disks=''; fi
{
  echo "as=$as"
  echo "shell=$shell"
  echo "disks=$disks"
  echo "sysctls=$(quote "$sysctls")"
  echo "guest_env=$(quote "${GUEST_ENV:-}")"
} >"$g/settings"
cpio_of "$work/init" "$work/initramfs"
if [ -n "$share" ]; then
  mkdir "$work/shared"
  cp -a "$share" "$work/shared/share"
  chmod -R a+rX "$work/shared/share"
fi

: >"$work/output"
set -- -nodefaults -no-user-config -display none -no-reboot -smp "$cpus" -kernel "$kernel/vmlinuz" -initrd "$work/initramfs"
if [ -n "$shell" ]; then
  set -- "$@" -serial mon:stdio
else
  set -- "$@" -serial "file:$work/console"
fi
if [ -n "$disks" ]; then
  set -- "$@" -drive "file=$root,format=raw,if=none,id=root,snapshot=on" -device virtio-blk-pci,drive=root
  [ -z "$share" ] || {
    image_of "$work/shared/share" "$work/share.img" 0
    set -- "$@" -drive "file=$work/share.img,format=raw,if=none,id=share,readonly=on" -device virtio-blk-pci,drive=share
  }
  set -- "$@" -device virtio-serial-pci
  for each in output status out; do
    set -- "$@" -chardev "file,id=$each,path=$work/$each" -device "virtserialport,chardev=$each,name=$each"
  done
else
  # Mirrors keep kernels longer than their modules. Without modules there is no disk: all is in memory.
  [ "$arch" = amd64 ] || fail "the mirror has no modules of $release, and without them only amd64 has enough serial ports"
  [ -z "$share" ] || cpio_of "$work/shared" "$work/share.cpio"
  [ -n "$share" ] || : >"$work/share.cpio"
  cat "${root%.img}.cpio" "$work/share.cpio" "$work/initramfs" >"$work/all"
  mv "$work/all" "$work/initramfs"
  memory=$((memory + 3 * $(du -m "$work/initramfs" | cut -f1)))
  for each in output status out; do
    set -- "$@" -serial "file:$work/$each"
  done
fi
set -- "$@" -m "$memory"
case $arch-$accel in
  amd64-tcg) set -- "$@" -machine q35 -accel tcg,thread=multi -cpu Westmere ;; # -cpu max: wrong AVX code kills JVMs
  amd64-kvm) set -- "$@" -machine q35 -accel kvm -cpu host ;;
  arm64-tcg) set -- "$@" -machine virt -accel tcg,thread=multi -cpu cortex-a72 ;;
  arm64-kvm) set -- "$@" -machine virt,gic-version=host -accel kvm -cpu host ;;
  *) fail "no accelerator $accel: tcg or kvm" ;;
esac
case $arch in
  amd64) console=ttyS0 ;;
  arm64) console=ttyAMA0 ;;
esac
set -- "$@" -append "console=$console quiet panic=-1 rdinit=/.guest/init $cmdline"
code=0
if [ -n "$shell" ]; then
  "$qemu" "$@" || code=$?
else
  timeout "$timeout" "$qemu" "$@" </dev/null >&2 &
  child=$!
  tail -f -c +1 --pid="$child" -s 0.2 "$work/output" &
  tail=$!
  wait "$child" || code=$?
  child=''
  wait "$tail" || true
fi
if [ -n "$out" ] && [ -s "$work/out" ]; then
  mkdir -p "$out"
  tar -x --no-same-owner -C "$out" -f "$work/out"
fi
[ "$code" != 124 ] || fail_code=124
[ -z "$shell" ] || exit 0
if [ "${fail_code:-}" = 124 ]; then
  echo "kernel.sh: not done within $timeout seconds" >&2
  exit 124
fi
if [ ! -s "$work/status" ]; then
  echo "kernel.sh: the machine ended without a status; its console:" >&2
  tail -n 40 "$work/console" >&2
  exit 125
fi
exit "$(cat "$work/status")"
