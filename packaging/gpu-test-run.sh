#!/bin/sh
# Shows on this machine's NVIDIA card that the program computes there: every operation against
# the reference, the goldens, short trainings on pictures, on card and processor in turn, two at
# once, kills that change no bit, and how fast it is, beside PyTorch too where python3 has one
# that sees the card. It needs the driver and
# nothing else, and no network. All that is printed goes to a folder too, where summary.txt has a
# line for each part. Exit code 0: all is well.
# Usage: ./run.sh [FOLDER FOR THE RESULTS, else results]
# GPU_TEST_TRY=1 takes as little as shows that the parts work, for a stand-in for the driver.
set -u
out=${1:-results}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")" || exit 1
here=$PWD cli=$PWD/maestudio-cli failed=0
: >"$out/summary.txt"
export MAESTUDIO_REQUIRE=shared,card,float32,bf16 XDG_CACHE_HOME="$out/cache"

say() { echo "$*" | tee -a "$out/summary.txt"; }
# part NAME COMMAND...: what it prints goes to NAME.txt, and how it ended to the summary.
part() {
	name=$1
	shift
	began=$(date +%s)
	if "$@" >"$out/$name.txt" 2>&1; then
		say "ok      $name ($(($(date +%s) - began)) s)"
	else
		failed=1
		say "FAILED  $name, see $name.txt: $(grep -v '^[[:space:]]*$' "$out/$name.txt" | tail -n 1 | cut -c 1-200)"
	fi
}
# tests BINARY FLAGS...: a package's tests, from where they find the goldens.
tests() {
	binary=$1
	shift
	(cd tests && "./$binary" "$@")
}

small="" short="" kills="--kills 5" epochs=20 what="--preset base --preset quick"
if [ -n "${GPU_TEST_TRY:-}" ]; then
	small="--image-size 32 --patch-size 8 --encoder-dim 32 --encoder-depth 1 --encoder-heads 2 --decoder-dim 16 --decoder-depth 1 --decoder-heads 2"
	short=-test.short kills="--kills 1 --epochs 4" epochs=2 what="--only peak"
fi

# losses RUN: those of its steps.
losses() { grep '"event":"step"' "$out/$1/events.jsonl" | grep -o '"loss":[-+0-9.eE]*' | cut -d: -f2; }
# falls: the mean loss of the last tenth of the steps is below that of the first.
falls() {
	losses run | awk '{ loss[n++] = $1 + 0 }
	END {
		tenth = int(n / 10); if (tenth < 1) tenth = 1
		for (i = 0; i < tenth; i++) { first += loss[i]; last += loss[n - 1 - i] }
		printf "%d steps, loss %.4f at first and %.4f at last\n", n, first / tenth, last / tenth
		exit n < 2 || !(last < first)
	}'
}
# shellcheck disable=SC2086 # lists of flags
train() {
	rm -rf "$out/run"
	"$cli" pretrain --data "$here/pictures" --out "$out/run" --device cuda --preset quick --epochs $epochs --warmup-epochs 1 --batch 32 $small && falls
}
# elsewhere: the processor goes on from the card's checkpoint.
elsewhere() { "$cli" train "$out/run" --device cpu --epochs $((epochs + 1)) && falls && ran cpu; }
# back: the card goes on from the processor's.
back() { "$cli" train "$out/run" --device cuda --epochs $((epochs + 2)) && falls && ran cuda; }
# ran DEVICE: that is where the run was worked on last.
ran() { grep '"event":"start"' "$out/run/events.jsonl" | tail -n 1 | grep -q "\"device\":\"$1"; }
# finetune: a classifier of the two kinds of pictures, with all that fine-tuning can do, learns on
# the card what it learns on the processor.
finetune() {
	for device in cuda cpu; do
		rm -rf "$out/classes-$device"
		"$cli" finetune --data "$here/pictures" --from "$out/run" --out "$out/classes-$device" --device $device --precision float32 --epochs 1 --warmup-epochs 0 --blr 0.01 \
			--batch 32 --mixup 0.8 --cutmix 1 --erase 0.25 --randaugment rand-m9-mstd0.5-inc1 --drop-path 0.1 --layer-decay 0.65 || return 1
	done
	losses classes-cuda >"$out/losses" && losses classes-cpu | paste "$out/losses" - | awk '
		NF == 2 { d = ($1 - $2) / $2; if (d < 0) d = -d; if (d > most) most = d; n++ }
		END { printf "%d steps, losses of card and processor differ by %.1g of themselves at most\n", n, most; exit n < 2 || !(most < 0.001) }'
}
# both: two trainings on the card at the same time, which do not disturb each other.
# shellcheck disable=SC2086 # lists of flags
both() {
	workers=""
	for n in 1 2; do
		rm -rf "$out/both-$n"
		"$cli" pretrain --data "$here/pictures" --out "$out/both-$n" --device cuda --preset quick --epochs 2 --warmup-epochs 1 --batch 32 $small >"$out/both-$n.txt" 2>&1 &
		workers="$workers $!"
	done
	for worker in $workers; do wait "$worker" || workers=bad; done
	tail -n 3 "$out/both-1.txt" "$out/both-2.txt"
	[ "$workers" != bad ] && cmp "$out/both-1/model.safetensors" "$out/both-2/model.safetensors"
}
# shellcheck disable=SC2086 # a list of flags
speed() { "$cli" bench --device cuda $what; }
# shellcheck disable=SC2086 # a list of flags
figures() { "$cli" bench --device cuda --json $what; }

# wanted PRESET PRECISION: how near its products and its step come to a bare loop, beside what is
# wanted of them; nothing where they were not measured.
wanted() {
	grep '^{' "$out/figures.txt" | tr '{' '\n' | awk -v preset="$1" -v precision="$2" '
		function share() { match($0, /"share_of_peak":[0-9.e-]+/); return 100 * substr($0, RSTART + 16, RLENGTH - 16) }
		index($0, "\"name\":\"" preset " ") && index($0, "\"precision\":\"" precision "\"") { rates = 3; next }
		rates > 0 { rates--; s = share(); if (!n++ || s < least) least = s; if (s > most) most = s }
		index($0, "\"preset\":\"" preset "\",\"precision\":\"" precision "\"") { step = share() }
		END { if (n && step) printf "%s in %s: its products reach %.0f to %.0f %% of a bare loop (80 %% is wanted), its step %.0f %% (60 %% is wanted)\n", preset, precision, least, most, step }'
}

# number NAME: the first after "NAME" of what it reads, which is JSON.
number() { grep -o "\"$1\": *[0-9.e+-]*" | head -n 1 | sed 's/.*: *//'; }
# pytorch: pictures a second of ours and of PyTorch's, in turn; of each the fastest of three counts.
pytorch() {
	echo "pictures a second of ours, of PyTorch's, their ratio"
	for preset in base quick; do
		for precision in bf16 float32; do
			for _ in 1 2 3; do
				ours=$("$cli" bench --device cuda --only step --preset $preset --precision $precision --json | number pictures_per_second)
				theirs=$(python3 pytorch.py $preset.toml $precision | number pictures_per_second)
				[ -n "$ours" ] && [ -n "$theirs" ] || return 1
				echo "$ours $theirs"
			done | awk -v what="$preset $precision" '$1 > a { a = $1 } $2 > b { b = $2 }
				END { if (NR < 3) exit 1; printf "%s: %.0f, %.0f, %.2f\n", what, a, b, a / b }' || return 1
		done
	done
}

part card "$cli" bench --device cuda --only peak
if [ $failed = 1 ]; then
	say "There is nothing to test without a card."
	exit 1
fi
part devices "$cli" devices --json
part conformance tests nvidia -test.v $short
for package in goldens mae train classify; do
	part "goldens-$package" tests "$package" -test.v -test.run 'Golden|Ops'
done
part training train
part "training-on-the-processor" elsewhere
part "training-on-the-card-again" back
part finetuning finetune
part "two-at-once" both
# shellcheck disable=SC2086 # a list of flags
part killed "$cli" selftest --device cuda $kills
part speed speed
part figures figures
if python3 pytorch.py --there >"$out/pytorch.txt" 2>&1; then
	part pytorch pytorch
	grep -h '[0-9]$' "$out/pytorch.txt" | sed "s/^/pictures a second of ours, of PyTorch's, their ratio: /" | tee -a "$out/summary.txt"
else
	say "skipped pytorch: there is no python3 here with a PyTorch that sees the card"
fi
grep -h "steps, loss" "$out/training.txt" "$out/finetuning.txt" | tee -a "$out/summary.txt"
grep -h "GFLOP/s" "$out/speed.txt" | head -n 1 | tee -a "$out/summary.txt"
wanted base bf16 | tee -a "$out/summary.txt"
say "The results are in $out."
exit $failed
