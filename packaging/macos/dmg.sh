#!/bin/sh
# On a Mac: builds both programs, signs the bundle (ad hoc where IDENTITY names no
# certificate) and makes the disk image. Untried: its authors had no Mac.
# Usage: packaging/macos/dmg.sh arm64|amd64
set -eu
cd "$(dirname "$0")/../.."
arch=$1 version=$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
dist=$PWD/build/dist stage=$(mktemp -d)
app="$stage/MAE Studio.app" stamp=maestudio/ui/cli
flags="-s -w -X $stamp.version=$version -X $stamp.commit=$(git rev-parse --short HEAD) -X $stamp.date=$(git log -1 --format=%cs)"
export CGO_ENABLED=1 GOARCH="$arch" MACOSX_DEPLOYMENT_TARGET=12.0
mkdir -p "$dist" "$app/Contents/MacOS" "$app/Contents/Resources" "$stage/app.iconset"

go build -trimpath -tags migrated_fynedo -ldflags "$flags" -o "$app/Contents/MacOS/maestudio" .
go build -trimpath -tags nowindow -ldflags "$flags" -o "$app/Contents/MacOS/maestudio-cli" .
for size in 16 32 128 256 512; do
	rsvg-convert -w $size -h $size packaging/logo/app.svg -o "$stage/app.iconset/icon_${size}x$size.png"
	rsvg-convert -w $((size * 2)) -h $((size * 2)) packaging/logo/app.svg -o "$stage/app.iconset/icon_${size}x$size@2x.png"
done
iconutil -c icns "$stage/app.iconset" -o "$app/Contents/Resources/app.icns"
rm -r "$stage/app.iconset"
sed "s/@VERSION@/$version/" packaging/macos/Info.plist >"$app/Contents/Info.plist"
cp ui/licences/licences.txt "$app/Contents/Resources/"

codesign --force --deep --options runtime --entitlements packaging/macos/entitlements.plist --sign "${IDENTITY:--}" "$app"
ln -s /Applications "$stage/Applications"
packaging/below.sh 70 "$app"
# Of hdiutil's formats this one, LZMA, packs tightest.
hdiutil create -volname "MAE Studio" -srcfolder "$stage" -ov -format ULMO "$dist/MAEStudio-$version-macos-$arch.dmg"
packaging/below.sh 20 "$dist/MAEStudio-$version-macos-$arch.dmg"
rm -rf "$stage"
