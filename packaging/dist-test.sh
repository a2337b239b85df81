#!/bin/sh
# Tries what dist.sh made as a person would who has just downloaded it: the .deb in
# a bare Debian, the .rpm unpacked, the tarball below a folder, the installer for
# Windows under wine, the programs for ARM on an emulated processor. Needs root, for
# chroot and mount. Usage: packaging/dist-test.sh [linux|rpm|tarball|arm64|windows|macos|cuda]...
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- macos rpm tarball cuda windows arm64 linux
dist=$PWD/build/dist version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
work=$(mktemp -d /tmp/maestudio-dist-XXXXXX) mounts="" running=""
finish() {
	# shellcheck disable=SC2086 # numbers
	[ -z "$running" ] || kill $running 2>/dev/null || true
	# Wine writes until it has ended.
	[ ! -d "$work/wine" ] || WINEPREFIX="$work/wine" wineserver -k || true
	for m in $mounts; do umount -l "$m" 2>/dev/null || true; done
	# This machine's own folders are in there as long as they are mounted.
	for m in $mounts; do ! mountpoint -q "$m" || exit 1; done
	rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM
say() { echo "dist-test: $*"; }
fail() { echo "dist-test: $*" >&2; exit 1; }
# quietly COMMAND...: what it says is in $work/log, and shown where it fails.
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "this failed: $*"; }; }
# trains FOLDER COMMAND...: the command line makes a run of pictures in FOLDER, or of
# the sample where FOLDER is --sample. Each program but the first finds that drawn.
trains() {
	from=$1
	shift
	quietly "$@" version
	grep -q "^maestudio $version (commit [0-9a-f]* of 20" "$work/log" || fail "its version is told as $(cat "$work/log")"
	[ "$from" = --sample ] || from="--data $from"
	# shellcheck disable=SC2086 # two words
	quietly env XDG_CACHE_HOME="$work/cache" "$@" pretrain $from --epochs 1 --encoder-depth 1 --decoder-depth 1 --out "$where/run"
	[ -s "$seen/run/model.safetensors" ] || fail "$1 trained nothing"
}
# some draws the sample, where no part before did, and puts 48 of its pictures into
# $work/some: what is emulated is slow.
some() {
	[ ! -e "$work/some" ] || return 0
	if [ ! -e "$work/cache/maestudio/sample" ]; then
		mkdir "$work/native"
		tar -C "$work/native" --strip-components 1 -xf "$dist/maestudio-$version-linux-amd64.tar.xz"
		where=$work/native seen=$work/native trains --sample "$work/native/maestudio-cli"
	fi
	for class in "$work"/cache/maestudio/sample/*/; do
		mkdir -p "$work/some/$(basename "$class")"
		find "$class" -name '*.png' | sort | head -n 8 | xargs cp -t "$work/some/$(basename "$class")"
	done
}

# oldest FILE...: programs for Linux ask for no newer C library than their packages do.
oldest() {
	for program in "$@"; do
		newest=$(objdump -T "$program" 2>/dev/null | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
		[ -n "$newest" ] || newest=$(aarch64-linux-gnu-objdump -T "$program" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
		[ "$(printf '%s\n' "$newest" GLIBC_2.34 | sort -V | tail -n 1)" = GLIBC_2.34 ] || fail "$program asks for $newest"
	done
}

# opens NAME +GLX|-GLX COMMAND...: the program's window comes up on a screen of its own,
# with OpenGL or without, which is drawn as build/NAME.png.
opens() {
	picture=$1
	case $2 in +*) glx="+extension GLX" ;; *) glx="-extension GLX" ;; esac
	shift 2
	display=:$((90 + $$ % 900))
	# shellcheck disable=SC2086 # two words
	Xvfb $display -screen 0 1400x900x24 -noreset $glx >/dev/null 2>&1 &
	running=$!
	# A program that looks for the screen too early finds none and ends.
	ready() { for _ in $(seq 60); do DISPLAY=$display xdotool "$1" >/dev/null 2>&1 && return; sleep 1; done; fail "the screen does not answer"; }
	ready getdisplaygeometry
	DISPLAY=$display openbox >/dev/null 2>&1 &
	running="$! $running"
	ready get_num_desktops
	DISPLAY=$display "$@" >"$work/log" 2>&1 &
	running="$! $running"
	# It is there when it is more than its empty place.
	found=0
	for _ in $(seq 300); do
		sleep 1
		kill -0 "${running%% *}" 2>/dev/null || break
		shown=$(DISPLAY=$display xdotool search --onlyvisible --name 'MAE Studio' 2>/dev/null | tail -n 1)
		[ -n "$shown" ] || continue
		found=$(DISPLAY=$display import -window "$shown" png:- 2>/dev/null | identify -format %k - 2>/dev/null || echo 0)
		[ "$found" -le 10 ] || break
	done
	DISPLAY=$display import -window root "$dist/../$picture.png"
	# shellcheck disable=SC2086 # numbers
	{ kill $running; wait $running; } 2>/dev/null || true
	running=""
	[ "$found" -gt 10 ] || { cat "$work/log" >&2; fail "no window opened: $picture"; }
}

# again DEB FILE: the same package as one of a later version.
again() {
	dpkg-deb -R "$1" "$work/newer"
	sed -i "s/^Version: .*/Version: $version+newer/" "$work/newer/DEBIAN/control"
	dpkg-deb --root-owner-group -Zgzip -z1 --build "$work/newer" "$2" >/dev/null
	rm -r "$work/newer"
}

linux() {
	deb=$dist/maestudio_${version}_amd64.deb bare=$work/bare
	packaging/below.sh 20 "$deb"
	lintian --fail-on error --suppress-tags no-manual-page "$deb"
	desktop-file-validate packaging/linux/org.maestudio.MAEStudio.desktop
	appstreamcli validate --no-net packaging/linux/org.maestudio.MAEStudio.metainfo.xml
	say "a bare Debian"
	quietly debootstrap --variant=minbase --include=ca-certificates bookworm "$bare"
	# Before this machine's /tmp is below it, where anything may lie.
	[ -z "$(find "$bare" -name 'libGL.so*' -o -name 'libX11.so*')" ] || fail "this Debian is not bare"
	for m in proc dev tmp; do
		mounts="$bare/$m $mounts"
		mount --rbind --make-rslave /$m "$bare/$m"
	done
	cp -r /etc/apt/apt.conf.d /etc/apt/sources.list.d "$bare/etc/apt/" 2>/dev/null || true
	say "the command line there, without any library of a window"
	mkdir "$bare/opt/try"
	tar -C "$bare/opt/try" --strip-components 1 -xf "$dist/maestudio-$version-linux-amd64.tar.xz"
	where=$work/cli seen=$work/cli
	mkdir "$where"
	# And without a network.
	trains --sample unshare --net chroot "$bare" env HOME="$where" /opt/try/maestudio-cli
	chroot "$bare" /opt/try/maestudio >"$work/log" 2>&1 && fail "the window opened without libraries"
	rm -r "$bare/opt/try"

	say "the .deb, by apt"
	cp "$deb" "$bare/root/"
	quietly chroot "$bare" sh -c "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /root/$(basename "$deb")"
	[ ! -e "$bare/usr/bin/gcc" ] || fail "a compiler was installed with it"
	[ "$(chroot "$bare" dpkg-query -W -f '${Installed-Size}' maestudio)" -lt $((70000000 / 1024)) ] || fail "installed it is not below 70 MB"
	mkdir "$work/programs"
	for program in maestudio maestudio-cli; do
		printf '#!/bin/sh\nexec chroot "%s" /usr/bin/%s "$@"\n' "$bare" $program >"$work/programs/$program"
		chmod +x "$work/programs/$program"
	done
	quietly chroot "$bare" maestudio version
	grep -q "^maestudio $version (commit [0-9a-f]* of 20" "$work/log" || fail "the window's version is told as $(cat "$work/log")"
	say "the window there: a folder dropped, training, closing, opening again, a picture redrawn"
	MAESTUDIO_PROGRAMS=$work/programs MAESTUDIO_REQUIRE=window MAESTUDIO_SLOW=1 go test -trimpath -tags migrated_fynedo -count 1 -run 'TestDropTrainCloseReopenResume|TestSampleToReconstruction' ./ui/desktop
	say "upgrade: what a person has stays"
	mkdir -p "$bare/root/.config/maestudio"
	echo 'version = 1' >"$bare/root/.config/maestudio/settings.toml"
	again "$deb" "$bare/root/newer.deb"
	quietly chroot "$bare" dpkg -i /root/newer.deb
	chroot "$bare" dpkg-query -W -f '${Version}' maestudio | grep -q "^$version+newer$" || fail "it was not upgraded"
	grep -q 'is removed' "$work/log" && fail "the upgrade says that it was removed"
	[ -s "$bare/root/.config/maestudio/settings.toml" ] || fail "the upgrade took the settings along"
	[ -s "$where/run/model.safetensors" ] || fail "the upgrade took a run along"
	quietly chroot "$bare" apt-get remove -y -qq maestudio
	grep -q 'Runs are left where they are' "$work/log" || fail "removing it does not say where runs are"
	[ ! -e "$bare/usr/bin/maestudio" ] || fail "it was not removed"
	[ -s "$bare/root/.config/maestudio/settings.toml" ] || fail "removing it took the settings along"
	[ -s "$where/run/model.safetensors" ] || fail "removing it took a run along"
}

rpm() {
	file=$dist/maestudio-$version-1.x86_64.rpm where=$work/rpm seen=$work/rpm
	packaging/below.sh 20 "$file"
	command rpm -qp --requires "$file" >/dev/null
	mkdir "$where"
	(cd "$where" && rpm2cpio "$file" | cpio -idm --quiet)
	packaging/below.sh 70 "$where/usr"
	oldest "$where"/usr/bin/*
	trains --sample env HOME="$where" "$where/usr/bin/maestudio-cli"
	say "by rpm, where there is nothing but a shell and the C library, and removed"
	root=$work/rpm-root
	mkdir -p "$root/home"
	ldd /bin/sh "$where/usr/bin/maestudio-cli" | grep -o '/[^ ]*\.so[^ ]*' | sort -u | xargs cp -L --parents -t "$root"
	mkdir -p "$root/bin"
	cp -L /bin/sh "$root/bin/sh"
	cp -r "$where/run" "$root/home/"
	quietly command rpm --root "$root" --force-debian --nodeps -i "$file"
	quietly chroot "$root" /usr/bin/maestudio-cli info /home/run
	say "upgraded"
	quietly rpmbuild -bb --quiet --target x86_64 --define "staged $where/usr" --define "staged_version $version.1" \
		--define "_topdir $work/rpmbuild" --define "_rpmdir $work" --define "_build_name_fmt newer.rpm" packaging/linux/maestudio.spec
	quietly command rpm --root "$root" --force-debian --nodeps -U "$work/newer.rpm"
	[ "$(command rpm --root "$root" -q --qf '%{VERSION}' maestudio)" = "$version.1" ] || fail "it was not upgraded"
	! grep -q 'is removed' "$work/log" || fail "the upgrade says that it was removed"
	quietly chroot "$root" /usr/bin/maestudio-cli info /home/run
	quietly command rpm --root "$root" --force-debian -e maestudio
	grep -q 'Runs are left where they are' "$work/log" || fail "removing it does not say where runs are"
	[ ! -e "$root/usr/bin/maestudio" ] || fail "it was not removed"
	[ -s "$root/home/run/model.safetensors" ] || fail "removing it took a run along"
}

tarball() {
	file=$dist/maestudio-$version-linux-amd64.tar.xz where=$work/tarball seen=$work/tarball
	packaging/below.sh 20 "$file"
	mkdir "$where"
	tar -C "$where" --strip-components 1 -xf "$file"
	"$where/install.sh" "$where/prefix"
	packaging/below.sh 70 "$where/prefix"
	trains --sample env HOME="$where" "$where/prefix/bin/maestudio-cli"
	desktop-file-validate "$where/prefix/share/applications/org.maestudio.MAEStudio.desktop"
	say "upgraded: it goes over an older one"
	echo older >"$where/prefix/bin/maestudio-cli"
	"$where/install.sh" "$where/prefix"
	quietly "$where/prefix/bin/maestudio-cli" info "$where/run"
	quietly "$where/uninstall.sh" "$where/prefix"
	grep -q 'runs are left where they are' "$work/log" || fail "uninstall.sh does not say where runs are"
	[ -s "$where/run/model.safetensors" ] || fail "uninstall.sh took a run along"
	[ -z "$(find "$where/prefix" -type f ! -name mimeinfo.cache)" ] || fail "uninstall.sh left files"
}

# cuda tries the program for NVIDIA cards beside the others, with the stand-in for a driver.
cuda() {
	deb=$dist/maestudio-cuda_${version}_amd64.deb where=$work/cuda seen=$work/cuda
	packaging/below.sh 20 "$deb" "$dist/maestudio-cuda-$version-1.x86_64.rpm" "$dist/maestudio-cuda-$version-linux-amd64.tar.xz"
	lintian --fail-on error --suppress-tags no-manual-page "$deb"
	dpkg-deb -f "$deb" Depends | grep -q "maestudio (= $version)" || fail "it does not ask for the program that it goes beside"
	command rpm -qp --requires "$dist/maestudio-cuda-$version-1.x86_64.rpm" | grep -q "^maestudio = $version$" || fail "the .rpm does not ask for the program that it goes beside"
	mkdir -p "$where/packed" "$where/deb"
	dpkg-deb -x "$deb" "$where/deb"
	[ -x "$where/deb/usr/bin/maestudio-cli-cuda" ] || fail "the .deb does not have the program"
	oldest "$where/deb/usr/bin/maestudio-cli-cuda"
	grep -q '^==== gorgonia.org/cu v' "$where/deb/usr/share/doc/maestudio-cuda/licences.txt" || fail "it lacks the licence of what it has beside the others"
	for name in "maestudio" "maestudio-cuda"; do
		mkdir "$where/packed/$name"
		tar -C "$where/packed/$name" --strip-components 1 -xf "$dist/$name-$version-linux-amd64.tar.xz"
		"$where/packed/$name/install.sh" "$where/prefix"
	done
	say "without a driver the plain program says so and trains"
	quietly env HOME="$where" "$where/prefix/bin/maestudio-cli" devices
	grep -q 'no NVIDIA driver' "$work/log" || fail "it does not say that there is no driver: $(cat "$work/log")"
	say "with a driver's stand-in it trains on the card"
	some
	where=$work/cuda seen=$work/cuda
	packaging/cuda-standin.sh "$work/standin"
	trains "$work/some" env HOME="$where" LD_LIBRARY_PATH="$work/standin" MAESTUDIO_STANDIN=1 "$where/prefix/bin/maestudio-cli"
	grep -q '"device":"cuda' "$where/run/events.jsonl" || fail "it did not train on the card: $(head -n 3 "$where/run/events.jsonl")"
	"$where/packed/maestudio-cuda/uninstall.sh" "$where/prefix"
	[ ! -e "$where/prefix/bin/maestudio-cli-cuda" ] || fail "uninstall.sh left the program"
	[ -x "$where/prefix/bin/maestudio-cli" ] || fail "uninstall.sh took the other program along"
}

# arm64 tries less of the same, since what is emulated is slow.
arm64() {
	file=$dist/maestudio-$version-linux-arm64.tar.xz where=$work/arm64 seen=$work/arm64
	packaging/below.sh 20 "$file"
	mkdir "$where"
	tar -C "$where" --strip-components 1 -xf "$file"
	packaging/below.sh 70 "$where"
	oldest "$where/maestudio" "$where/maestudio-cli"
	some
	where=$work/arm64 seen=$work/arm64
	# The folder has the C library alone.
	trains "$work/some" env HOME="$where" QEMU_LD_PREFIX=/usr/aarch64-linux-gnu qemu-aarch64-static -L /usr/aarch64-linux-gnu "$where/maestudio-cli"
	say "the window on an emulated processor"
	opens arm64 +GLX env HOME="$where" LANG=C.UTF-8 qemu-aarch64-static -L "$(packaging/arm64-libs.sh)" "$where/maestudio"
	say "its .deb, installed into a folder, upgraded and removed"
	deb=$dist/maestudio_${version}_arm64.deb root=$work/arm64-root
	packaging/below.sh 20 "$deb"
	lintian --fail-on error --suppress-tags no-manual-page "$deb"
	mkdir -p "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/info" "$root/home"
	touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
	mv "$where/run" "$root/home/"
	again "$deb" "$work/newer.deb"
	# The folder has no shell to run scripts of packages with.
	for step in "-i $deb" "-i $work/newer.deb" "-r maestudio"; do
		# shellcheck disable=SC2086 # two words
		quietly dpkg --root="$root" --force-script-chrootless --force-architecture --force-depends $step
		case $step in
		-i*) quietly qemu-aarch64-static -L /usr/aarch64-linux-gnu "$root/usr/bin/maestudio-cli" info "$root/home/run" ;;
		*) grep -q 'Runs are left where they are' "$work/log" || fail "removing it does not say where runs are" ;;
		esac
	done
	[ ! -e "$root/usr/bin/maestudio-cli" ] || fail "it was not removed"
	[ -s "$root/home/run/model.safetensors" ] || fail "removing it took a run along"
}

# dressed EXE: it has the icon, the manifest and the version that Windows shows.
dressed() {
	wrestool -x --raw -t 24 "$1" | grep -q org.maestudio.MAEStudio || fail "$1 has no manifest"
	wrestool -x --raw -t version "$1" | iconv -f UTF-16LE -t UTF-8 -c | tr '\0' ' ' | grep -q "ProductVersion *$version" || fail "$1 does not have the version"
	wrestool -x -t group_icon -o "$work/icon.ico" "$1"
	for size in 16 32 48 256; do
		icotool -l "$work/icon.ico" | grep -q -- "--width=$size " || fail "$1 has no icon of $size pixels"
	done
}

windows() {
	some
	file=$dist/MAEStudio-$version-windows-amd64-setup.exe where='C:\try' seen=$work/wine/drive_c/try
	packaging/below.sh 20 "$file"
	export WINEPREFIX="$work/wine" WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=;bcryptprimitives=n" WINEARCH=win64
	wine wineboot --init >/dev/null 2>&1
	# Go asks for random numbers from a library that this wine lacks.
	printf '%s\n' '#include <windows.h>' '#include <ntsecapi.h>' \
		'__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) { return RtlGenRandom(p, (ULONG)n); }' >"$work/prng.c"
	x86_64-w64-mingw32-gcc -shared -O2 -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" "$work/prng.c" -ladvapi32
	wine "$file" /S
	place=$(find "$WINEPREFIX/drive_c/users" -name maestudio.exe -printf '%h\n' | head -n 1)
	[ -n "$place" ] || fail "the installer put no maestudio.exe anywhere"
	packaging/below.sh 70 "$place"
	[ -n "$(find "$WINEPREFIX/drive_c" -name 'MAE Studio.lnk')" ] || fail "the start menu has no entry"
	dressed "$place/maestudio.exe"
	dressed "$place/maestudio-cli.exe"
	mkdir "$seen"
	trains 'Z:'"$work/some" wine "$place/maestudio-cli.exe"
	say "while it trains nothing is installed or removed"
	wine "$place/maestudio-cli.exe" pretrain --data 'Z:'"$work/some" --epochs 500 --out "$where/long" >"$work/long" 2>&1 &
	running=$!
	for _ in $(seq 60); do [ ! -e "$seen/long/events.jsonl" ] || break; sleep 1; done
	[ -e "$seen/long/events.jsonl" ] || { cat "$work/long" >&2; fail "the long run did not begin"; }
	touch -d 2020-01-01 "$place/licences.txt"
	! wine "$file" /S || fail "the installer went over a program that runs"
	[ "$(date -r "$place/licences.txt" +%Y)" = 2020 ] || fail "the installer changed files beside a program that runs"
	wine "$place/uninstall.exe" /S || true
	sleep 10
	for name in maestudio.exe maestudio-cli.exe licences.txt uninstall.exe; do
		[ -e "$place/$name" ] || fail "the uninstaller removed $name beside a program that runs"
	done
	say "a fault in it leaves a report"
	printf '%s\n' '#include <stdlib.h>' '#include <windows.h>' \
		'int main(int n, char **a) { return !CreateRemoteThread(OpenProcess(PROCESS_ALL_ACCESS, FALSE, atoi(a[1])), 0, 0, (LPTHREAD_START_ROUTINE)16, 0, 0, 0); }' >"$work/fault.c"
	x86_64-w64-mingw32-gcc -O2 -o "$work/fault.exe" "$work/fault.c"
	wine "$work/fault.exe" "$(sed -n 's/.*"pid":\([0-9]*\).*/\1/p' "$seen/long/LOCK")" || fail "the fault cannot be made"
	for _ in $(seq 120); do kill -0 $running 2>/dev/null || break; sleep 1; done
	! kill -0 $running 2>/dev/null || fail "it trains in spite of a fault"
	running="" # wine's debugger ends it, and with 0
	crashes=$(dirname "$(dirname "$place")")/maestudio/crashes
	cat "$crashes"/*.txt >"$work/log"
	for part in "^MAE Studio $version (commit [0-9a-f]* of 20" 'Exception 0xc0000005 at '; do
		grep -q "$part" "$work/log" || fail "the report does not have $part: $(cat "$work/log")"
	done
	wineserver -k || true
	say "a full disk, as Windows tells of it"
	# Built as dist.sh does, so that nothing is built twice.
	GOOS=windows CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc go test -trimpath -tags nowindow -c -o "$work/disk.exe" ./core/run/disk
	quietly wine "$work/disk.exe" -test.v -test.run 'Full|Free'
	! grep -q SKIP "$work/log" || fail "it was not tried: $(cat "$work/log")"
	say "upgrade: what a person has stays"
	settings=$(dirname "$(dirname "$place")")/maestudio/settings.toml
	mkdir -p "$(dirname "$settings")"
	echo 'version = 1' >"$settings"
	wine "$file" /S
	[ -s "$settings" ] || fail "the upgrade took the settings along"
	[ -s "$seen/run/model.safetensors" ] || fail "the upgrade took a run along"
	say "the window under wine"
	opens wine +GLX wine "$place/maestudio.exe"
	wineserver -k || true
	[ -e "$crashes/told" ] || fail "the window does not tell of the fault"
	say "without OpenGL there is a message in its place"
	opens wine-message -GLX wine "$place/maestudio.exe"
	wineserver -k || true
	grep -q 'The window cannot be opened: .*It needs OpenGL .*3D acceleration' "$work/log" || { cat "$work/log" >&2; fail "it does not say that it lacks OpenGL"; }
	! grep -q 'nil pointer' "$work/log" || fail "it says what nobody understands: $(cat "$work/log")"
	say "the program for NVIDIA cards beside it"
	nvidia=$dist/MAEStudio-$version-windows-amd64-nvidia-setup.exe
	if [ -e "$nvidia" ]; then
		packaging/below.sh 20 "$nvidia"
		wine "$nvidia" /S
		[ -e "$place/maestudio-cli-cuda.exe" ] || fail "the program for cards is not beside the others"
		dressed "$place/maestudio-cli-cuda.exe"
		x86_64-w64-mingw32-objdump -p "$place/maestudio-cli-cuda.exe" | grep -q 'DLL Name: nvcuda.dll' || fail "it does not ask for the driver"
	fi
	wine "$place/uninstall.exe" /S
	for _ in $(seq 20); do [ -e "$place/maestudio.exe" ] || break; sleep 1; done
	[ ! -e "$place/maestudio.exe" ] || fail "the uninstaller left the program"
	[ ! -e "$place/maestudio-cli-cuda.exe" ] || fail "the uninstaller left the program for cards"
	[ -s "$settings" ] || fail "removing it took the settings along"
	[ -s "$seen/run/model.safetensors" ] || fail "removing it took a run along"
}

# macos tries what can be tried without a Mac: the lists and the icon are read by
# other programs than wrote them.
macos() {
	tar -C "$work" -xf "$dist/maestudio-$version-macos-bundle.tar.xz"
	bundle="$work/MAE Studio.app/Contents"
	for list in "$bundle/Info.plist:CFBundleExecutable" packaging/macos/entitlements.plist:com.apple.security; do
		# It tells of a fault by what it does not write.
		plistutil -i "${list%:*}" -f bin -o "$work/plist"
		plistutil -i "$work/plist" -f xml | grep -q "<key>${list##*:}" || fail "${list%:*} is no property list"
	done
	grep -q "<string>$version</string>" "$bundle/Info.plist" || fail "Info.plist does not have the version"
	icns2png -l "$bundle/Resources/app.icns" >"$work/log"
	for size in 16 32 48 128 256 512; do
		grep -q " ${size}x$size 32-bit icon" "$work/log" || fail "app.icns has no icon of $size pixels"
	done
}

(cd "$dist" && sha256sum --check --quiet SHA256SUMS) || fail "the checksums are not those of the files"
for what in "$@"; do
	say "$what"
	"$what"
done
say "all passed"
