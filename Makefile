# `make` alone lists what can be made; every target with a ## comment is listed.

VERSION := $(shell sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
COMMIT  := $(shell git rev-parse --short HEAD 2>/dev/null || echo unknown)
DATE    := $(shell git log -1 --format=%cs 2>/dev/null || echo unknown)
STAMP   := maestudio/ui/cli
LDFLAGS := -s -w -X $(STAMP).version=$(VERSION) -X $(STAMP).commit=$(COMMIT) -X $(STAMP).date=$(DATE)
# What is in libjpeg.a is for us alone: GTK brings one of its own.
LDFLAGS += -extldflags -Wl,--exclude-libs,libjpeg.a
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
ACTIONLINT  := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
CLI     := build/maestudio-cli
# Packages in which goroutines share something, and the C code.
CONCURRENT := ./core/courtesy/... ./core/dataset/... ./core/train/... ./core/run/... ./gpu/cpu/... ./ui/cli/...

.PHONY: help setup setup-test build run sample screenshots story test test-short test-slow pages test-arm64 race sanitize sanitize-cuda fuzz kill forecast ptx cuda cuda-test gpu-test bench e2e window-rate dist dist-test icon lint clean bench-table

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## install what is missing: system packages (apt) and Go modules
	@packaging/setup.sh

setup-test: ## what the tests need beside: C++ for an emulated card, a screen without a monitor, hands to use it, a browser, and clang to compile the kernels of a card again
	@packaging/setup.sh g++ xvfb openbox xdotool python3-xlib bindfs chromium clang-19

build: setup ## build/maestudio and build/maestudio-cli
	go build -tags migrated_fynedo -ldflags "$(LDFLAGS)" -o build/maestudio . # Fyne need not look for the goroutine each time; the tests do
	go build -tags nowindow -ldflags "$(LDFLAGS)" -o $(CLI) .

run: build ## open the window; where there is no display, pre-train the built-in sample for about a minute
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then build/maestudio; else $(MAKE) --no-print-directory sample; fi

sample: build ## pre-train the built-in sample for about a minute and say where the pictures are
	@n=1; while [ -e runs/sample-$$n ]; do n=$$((n + 1)); done; \
	$(CLI) pretrain --sample --epochs 12 --out runs/sample-$$n

# Held-out pictures of the run below, a class each; core/story names them too.
STORY := trees/trees-0060.png boats/boats-0051.png windmills/windmills-0094.png houses/houses-0117.png lighthouses/lighthouses-0039.png balloons/balloons-0038.png

story: build ## what Welcome shows before there is a run: 40 epochs of quick on the sample, and what they redraw
	rm -rf build/story
	XDG_CACHE_HOME=$(CURDIR)/build/cache $(CLI) pretrain --sample --preset quick --epochs 40 --out build/story
	$(CLI) reconstruct --run build/story --out core/story/redrawn.png $(addprefix build/cache/maestudio/sample/,$(STORY))

screenshots: ## draw every screen in every state, both themes, three sizes, into build/screenshots/ (SCENE=pretrain for some, RUN=folder for a real run, CLASSIFIER=folder for a real classifier)
	rm -rf build/screenshots
	mkdir -p build/screenshots
	MAESTUDIO_DRAW=$(CURDIR)/build/screenshots MAESTUDIO_SCENE=$(SCENE) MAESTUDIO_RUN=$(abspath $(RUN)) MAESTUDIO_CLASSIFIER=$(abspath $(CLASSIFIER)) \
	go test -count=1 -timeout 30m -run TestScreenshots ./ui/screen ./ui/window
	packaging/screenshots.sh build/screenshots

test: setup-test lint ## all tests but the slow ones, in under ten minutes on two cores
	go test -timeout 30m ./...

test-short: ## the tests that need no files and no time
	go test -short ./...

test-slow: setup race sanitize sanitize-cuda cuda-test fuzz kill forecast pages test-arm64 e2e ## race detector, sanitizers on C, the driver's side of a card, fuzzing, the kill drill, exported pages, ARM, the window end to end

test-arm64: ## kernels, numbers and files on an ARM processor, an emulated one
	@packaging/setup.sh g++-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
	packaging/test-arm64.sh

pages: ## the pages of ONNX exports in a browser, with onnxruntime-web from npm
	@packaging/setup.sh chromium npm
	MAESTUDIO_SLOW=1 MAESTUDIO_REQUIRE=$(MAESTUDIO_REQUIRE),browser go test -count 1 -timeout 30m -run Pages ./core/export

e2e: setup-test ## every end-to-end test of the real window, on a screen of its own
	MAESTUDIO_SLOW=1 MAESTUDIO_TAGS=migrated_fynedo go test -count 1 -timeout 60m ./ui/desktop

race: ## the race detector on the packages with goroutines
	go test -race -short -timeout 30m $(CONCURRENT)

sanitize: ## address and undefined-behaviour sanitizers on the C code
	CGO_CFLAGS="-O1 -g -DPOOL_MOST=3 -fsanitize=undefined -fno-sanitize-recover=all" CGO_LDFLAGS="-fsanitize=undefined" \
	go test -asan -short ./gpu/cpu/... ./core/dataset/picture/...

sanitize-cuda: ## the same on the kernels of NVIDIA cards, on an emulated one
	@packaging/setup.sh g++
	CGO_CFLAGS="-O1 -g" CGO_CXXFLAGS="-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all" CGO_LDFLAGS="-fsanitize=undefined" \
	go test -asan -short -timeout 30m ./gpu/cuda/...

fuzz: ## half a minute of fuzzing for each reader of files
	packaging/fuzz.sh 30s

forecast: ## what is forecast against a run of the sample
	MAESTUDIO_SLOW=1 go test -count 1 -run AgainstARealRun -timeout 30m -v ./core/forecast

kill: ## the long drills: SIGKILL at random moments and every call to the disk failing, the same bits at the end; 100,000 files; weights of 1.2 GB
	MAESTUDIO_SLOW=1 go test -run 'Slow|Kill|EveryCall' -timeout 30m ./core/run/... ./ui/cli/...
	go test -tags slow -run Fast ./core/dataset
	MAESTUDIO_SLOW=1 go test -run Large ./core/weights

bench: build ## rates of the step, the loader and the matrix product, and PyTorch beside them where it is set up
	$(CLI) bench
	packaging/against-pytorch.sh 5 quick small tiny base
	packaging/against-pytorch.sh --classify 3 quick tiny
	packaging/against-pillow.sh 3

bench-table: build ## the same as the tables of docs/performance.md; a quarter of an hour on a quiet machine
	$(CLI) bench --markdown
	packaging/against-pytorch.sh 5 quick small tiny base | sed -n '/^|/p'
	packaging/against-pillow.sh 3

window-rate: build setup-test ## the training rate with the window open, as a share of that without
	packaging/window-rate.sh

dist: setup ## the installers for every system, with checksums, in build/dist
	@packaging/setup.sh librsvg2-bin rpm xz-utils icoutils icnsutils gcc-mingw-w64-x86-64 nsis gcc-aarch64-linux-gnu libc6-dev-arm64-cross
	LDFLAGS='$(LDFLAGS)' packaging/dist.sh

dist-test: setup-test ## installs and tries what make dist made: a bare Debian, rpm, tarball, ARM, Windows under wine (as root)
	@packaging/setup.sh debootstrap lintian desktop-file-utils appstream rpm cpio qemu-user-static libc6-dev-arm64-cross gcc-mingw-w64-x86-64 wine wine64 imagemagick icoutils icnsutils libplist-utils
	packaging/dist-test.sh

cuda: setup ## build/maestudio-cli-cuda, which computes on an NVIDIA card; fetches the headers of CUDA (934 MB)
	env $$(packaging/cuda-dev.sh) go build -tags "cuda nowindow" -ldflags "$(LDFLAGS)" -o $(CLI)-cuda .

cuda-test: setup ## the driver's side of a card, and all that make gpu-test does, with a stand-in for the driver
	@packaging/setup.sh g++
	packaging/cuda-dev.sh >/dev/null
	packaging/cuda-test.sh
	LDFLAGS='$(LDFLAGS)' packaging/gpu-test.sh --try

gpu-test: setup ## all tests of a real card: here where there is one, else build/gpu-test.tar.gz to carry to one
	LDFLAGS='$(LDFLAGS)' packaging/gpu-test.sh

ptx: ## the kernels for a graphics card, from gpu/cuda/kernels; only clang is needed
	@packaging/setup.sh clang-19
	packaging/ptx.sh

icon: ## Icon.png from packaging/logo/app.svg
	@packaging/setup.sh librsvg2-bin
	rsvg-convert -w 512 -h 512 packaging/logo/app.svg -o Icon.png

lint: ## gofmt, go vet, staticcheck, and the workflow of a release
	@bad=$$(gofmt -l .); [ -z "$$bad" ] || { echo "not gofmt-ed: $$bad"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) -checks inherit,-ST1005 ./... # our errors are sentences
	go run $(ACTIONLINT) -shellcheck= -pyflakes= # the same with and without these

clean: ## remove what was built (runs/ stays)
	rm -rf build
