#!/bin/sh
# Makes what people download, with checksums, in build/dist. Without arguments all
# that can be made on Linux: packaging/dist.sh [linux|windows|arm64|macos|cuda]...
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
root=$PWD dist=$PWD/build/dist work=$PWD/build/dist-work id=org.maestudio.MAEStudio
# All of it is made from nothing, so that the checksums are of this version alone.
[ $# -gt 0 ] || { rm -rf "$dist" && set -- linux windows arm64 macos cuda; }
rm -rf "$work"
mkdir -p "$dist" "$work"
flags=${LDFLAGS:?make dist sets it}

say() { echo "dist: $*"; }
# build NAME TAGS [LDFLAGS]: one of the programs, without a path of this machine in it.
build() { go build -trimpath -tags "$2" -ldflags "$flags ${3:-}" -o "$1" .; }
# deb NAME FOLDER ARCH CONTROL: a package, with FOLDER as what lies below /usr.
deb() {
	name=$1 control=$4
	shift
	mkdir -p "$work/deb/DEBIAN"
	cp -R "$1" "$work/deb/usr"
	sed "s/@VERSION@/$version/; s/@ARCH@/$2/; s/@SIZE@/$(du -sk "$1" | cut -f 1)/" "$control" >"$work/deb/DEBIAN/control"
	mkdir -p "$work/deb/usr/share/lintian/overrides"
	[ "$name" != maestudio ] || install -m 755 packaging/linux/removed.sh "$work/deb/DEBIAN/postrm"
	# One file for every release of Debian and Ubuntu: their libjpegs have different names.
	echo "$name: embedded-library" >"$work/deb/usr/share/lintian/overrides/$name"
	(cd "$work/deb" && find usr -type f -exec md5sum {} + >DEBIAN/md5sums)
	dpkg-deb --root-owner-group -Zxz -z9 --build "$work/deb" "$dist/${name}_${version}_$2.deb" >/dev/null
	rm -r "$work/deb"
}
# tarball STAGE FOLDER: what was staged, with its installer, as FOLDER.tar.xz; both
# programs share most of their code, so the dictionary is as large as they are.
tarball() {
	mkdir "$work/$2"
	cp "$1"/bin/* packaging/linux/*install.sh "$work/$2/"
	cp -R "$1/share" "$work/$2/"
	tar -C "$work" --owner=0 --group=0 --sort=name -cf - "$2" | xz -9e >"$dist/$2.tar.xz"
}

# documents FOLDER NAME: the licences and the history, where packages keep them.
documents() {
	doc=$1/share/doc/$2
	mkdir -p "$doc"
	{ cat LICENSE; printf '\nlicences.txt beside this file has the licences of all that is inside.\n'; } >"$doc/copyright"
	cp ui/licences/licences.txt "$doc/"
	printf '%s (%s) unstable; urgency=low\n\n  * Version %s.\n\n -- The MAE Studio authors <authors@maestudio.org>  %s\n' \
		"$2" "$version" "$version" "$(git log -1 --format=%cD)" | gzip -9n >"$doc/changelog.gz"
}

# rpm SPEC: what is in $stage, as it says.
rpm() {
	rpmbuild -bb --quiet --target x86_64 --define "staged $stage" --define "staged_version $version" \
		--define "_topdir $work/rpm" --define "_rpmdir $dist" --define "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" "$1"
}

# packed ARCH: what Linux gets on that processor, as $stage, .deb and .tar.xz.
packed() {
	stage=$work/$1
	mkdir -p "$stage/bin" "$stage/share/applications" "$stage/share/metainfo"
	build "$stage/bin/maestudio" migrated_fynedo
	build "$stage/bin/maestudio-cli" nowindow
	cp packaging/linux/$id.desktop "$stage/share/applications/"
	cp packaging/linux/$id.metainfo.xml "$stage/share/metainfo/"
	for size in 16 32 48 64 128 256 512; do
		art=app
		[ $size -gt 32 ] || art=app-$size
		mkdir -p "$stage/share/icons/hicolor/${size}x$size/apps"
		rsvg-convert -w $size -h $size packaging/logo/$art.svg -o "$stage/share/icons/hicolor/${size}x$size/apps/$id.png"
	done
	install -D -m 644 packaging/logo/app.svg "$stage/share/icons/hicolor/scalable/apps/$id.svg"
	documents "$stage" maestudio
	packaging/below.sh 70 "$stage"
	deb maestudio "$stage" "$1" packaging/linux/control
	tarball "$stage" "maestudio-$version-linux-$1"
}

linux() {
	packed amd64
	rpm packaging/linux/maestudio.spec
}

arm64() {
	libs=$(packaging/arm64-libs.sh)
	export GOARCH=arm64 CGO_ENABLED=1 CC="aarch64-linux-gnu-gcc --sysroot=$libs" PKG_CONFIG_SYSROOT_DIR="$libs" \
		PKG_CONFIG_LIBDIR="$libs/usr/lib/aarch64-linux-gnu/pkgconfig:$libs/usr/share/pkgconfig"
	packed arm64
	unset GOARCH CGO_ENABLED CC PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_LIBDIR
}

# icon FOLDER: app.ico there, of the sizes that Windows shows.
icon() {
	for size in 16 32 48 64 256; do
		art=app
		[ $size -gt 32 ] || art=app-$size
		rsvg-convert -w $size -h $size packaging/logo/$art.svg -o "$1/$size.png"
	done
	icotool -c -o "$1/app.ico" "$1"/16.png "$1"/32.png "$1"/48.png "$1"/64.png "$1"/256.png
}

# dress FOLDER: icon, manifest and version, which the go command puts into a program for
# Windows where it finds them beside main.go.
dress() {
	mkdir -p "$1"
	icon "$1"
	cp packaging/windows/app.rc packaging/windows/app.manifest "$1/"
	trap 'rm -f "$root/rsrc_windows_amd64.syso"' EXIT
	(cd "$1" && x86_64-w64-mingw32-windres "-DVERSION_NUMBERS=$(echo "$version" | tr . ,)" "-DVERSION_TEXT=\\\"$version\\\"" \
		app.rc -O coff -o "$root/rsrc_windows_amd64.syso")
}

windows() {
	stage=$work/windows
	dress "$stage"
	export GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc
	build "$stage/maestudio.exe" migrated_fynedo "-H=windowsgui -extldflags -static"
	build "$stage/maestudio-cli.exe" nowindow "-extldflags -static" # or it wants a libwinpthread beside it
	unset GOOS GOARCH CGO_ENABLED CC
	rm "$root/rsrc_windows_amd64.syso"
	packaging/below.sh 70 "$stage"
	sed 's/$/\r/' ui/licences/licences.txt >"$stage/licences.txt"
	makensis -V2 -INPUTCHARSET UTF8 "-DVERSION=$version" "-DSTAGE=$stage" \
		"-DOUT=$dist/MAEStudio-$version-windows-amd64-setup.exe" packaging/windows/installer.nsi
}

# cuda makes the program that computes on an NVIDIA card, which goes beside the others.
cuda() {
	dev=$(packaging/cuda-dev.sh)
	stage=$work/cuda
	mkdir -p "$stage/bin"
	# shellcheck disable=SC2086,SC2163 # two settings
	(export $dev && build "$stage/bin/maestudio-cli-cuda" "cuda nowindow")
	documents "$stage" maestudio-cuda
	deb maestudio-cuda "$stage" amd64 packaging/cuda/control
	tarball "$stage" "maestudio-cuda-$version-linux-amd64"
	rpm packaging/cuda/maestudio-cuda.spec

	stage=$work/cuda-windows
	dress "$stage"
	packaging/cuda/import.sh "${dev##*LIBRARY_PATH=}" "$stage"
	include=${dev#C_INCLUDE_PATH=}
	(export GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc C_INCLUDE_PATH="${include%% *}" && # a linker for another system knows no LIBRARY_PATH
		build "$stage/maestudio-cli-cuda.exe" "cuda nowindow" "-extldflags '-static -L$stage'")
	rm "$root/rsrc_windows_amd64.syso"
	makensis -V2 -INPUTCHARSET UTF8 "-DVERSION=$version" "-DSTAGE=$stage" \
		"-DOUT=$dist/MAEStudio-$version-windows-amd64-nvidia-setup.exe" packaging/cuda/installer.nsi
}

# macos makes what does not need a Mac: the bundle without its programs.
macos() {
	bundle="$work/MAE Studio.app/Contents"
	mkdir -p "$bundle/Resources"
	for size in 16 32 48 128 256 512; do rsvg-convert -w $size -h $size packaging/logo/app.svg -o "$work/icon_$size.png"; done
	png2icns "$bundle/Resources/app.icns" "$work"/icon_*.png >/dev/null
	sed "s/@VERSION@/$version/" packaging/macos/Info.plist >"$bundle/Info.plist"
	cp ui/licences/licences.txt "$bundle/Resources/"
	tar -C "$work" --owner=0 --group=0 --sort=name -cJf "$dist/maestudio-$version-macos-bundle.tar.xz" "MAE Studio.app"
}

for what in "$@"; do
	say "$what"
	"$what"
done
rm -rf "$work"
packaging/below.sh 20 "$dist"/maestudio* "$dist"/MAEStudio*
(cd "$dist" && find . -maxdepth 1 -type f ! -name SHA256SUMS -printf '%f\n' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)
(cd "$dist" && ls -l)
