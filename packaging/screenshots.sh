#!/bin/sh
# Writes index.html into a folder of screenshots (SCREEN-WIDTH-THEME.png): each
# beside its mock-up, where ../shared/design is present. Works without a network.
set -eu
cd "$1"
design=../../../shared/design

# mock SCREEN WIDTH THEME: the mock-up that comes nearest, "" for none.
mock() {
	case $1 in
	welcome* | real-welcome) n=01-welcome ;;
	data-scanning) n=02b-scanning ;;
	data-empty | real-data-goldens) n=10b-no-pictures ;;
	data* | real-data*) n=02-data ;;
	model*) n=03-model ;;
	pretrain-failed | pretrain-full) n=10a-disk-full ;;
	pretrain* | real-train) n=04-pretrain ;;
	reconstruct* | real-reconstruct) n=05-reconstruct ;;
	finetune* | learn*) n=06-finetune ;;
	result*) n=07-result ;;
	predict*) n=08-predict ;;
	runs* | real-runs) n=09-runs ;;
	settings*) n=11-settings ;;
	*) return ;;
	esac
	case $2 in 900) size=900x600- ;; 2560) size=2560x1440- ;; *) size= ;; esac
	for file in "$n-$size$3" "$n-$3" "$n-${size}dark" "$n-dark"; do
		if [ -e "$design/$file.png" ]; then
			echo "$design/$file.png"
			return
		fi
	done
}

{
	echo '<!doctype html><meta charset="utf-8"><title>Screens of MAE Studio</title>'
	echo '<style>body{background:#888;color:#111;font:15px sans-serif;margin:24px}div{display:flex;gap:12px;margin-bottom:24px;align-items:flex-start}'
	echo 'figure{margin:0;flex:1 1 0;min-width:0}img{width:100%;display:block}figcaption{padding:4px 0}</style>'
	echo '<h1>Screens of MAE Studio</h1><p>Ours at the left, the mock-up at the right. A click shows a picture at its own size.'
	for width in 1280 900 2560; do
		echo "<h2>$width px wide</h2>"
		for file in *-"$width"-*.png; do
			[ -e "$file" ] || continue
			theme=${file##*-} theme=${theme%.png} screen=${file%-"$width"-*}
			echo "<div><figure><figcaption>$screen, $theme</figcaption><a href=\"$file\"><img loading=\"lazy\" src=\"$file\" alt=\"$screen\"></a></figure>"
			m=$(mock "$screen" "$width" "$theme")
			if [ -n "$m" ]; then
				echo "<figure><figcaption>$(basename "$m")</figcaption><a href=\"$m\"><img loading=\"lazy\" src=\"$m\" alt=\"its mock-up\"></a></figure>"
			else
				echo "<figure></figure>"
			fi
			echo "</div>"
		done
	done
} >index.html
echo "$(ls ./*.png | wc -l) pictures, side by side with the mock-ups: $PWD/index.html"
