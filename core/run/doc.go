// Package run keeps a run in a folder. One process, the worker, advances it;
// everyone else reads the folder and asks through it.
//
//	RUN/
//	  run.toml                 what the run is, complete                 written once
//	  files.tsv                its pictures, in order                    written once
//	  moved.tsv                where they are now, if they were moved    replaced
//	  labelled.tsv             pictures with labels, if there are any    written once
//	  left-out.tsv             files that it does not learn from, if any written once
//	  corrected.csv            corrections of labels it was made with    written once
//	  corrections.csv          these, and those since, for the next run  replaced
//	  init.safetensors         the weights it starts from, if any        written once
//	  events.jsonl             what happened                             grows
//	  commands.jsonl           what a person asks of the worker          grows
//	  model.safetensors        the newest weights                        replaced
//	  best.safetensors         a classifier's of its best epoch          replaced
//	  result.json              how good a classifier is (core/evaluate)  replaced
//	  worth/                   whether pre-training was worth it (core/worth)
//	  morelabels/              whether more labels would help (core/morelabels)
//	  checkpoints/
//	    step-00001240.safetensors    the newest whole state              two or three are kept
//	    step-00001116.safetensors    the one before it
//	    weights-00000124.safetensors weights alone, for looking back     the best, others within a budget
//	  samples/
//	    step-00001240.png      original | hidden | redrawn | redrawn with the visible kept
//	    step-00001240-honest.png   the same without help from what is hidden
//	  report.html curves.csv   the run on one page, its curves            replaced
//	  LOCK                     who advances it
//
// Files that are replaced or written once are written as NAME.tmp, synced, and
// renamed (package disk): whatever happens, NAME is whole. run.toml is written
// last when a run is made, so a folder without it is no run; it is replaced when
// a run is extended.
//
// # run.toml
//
// TOML, version 1; testdata/whole.toml is an example, the table in rules.go its
// keys. Every key is there and resolved, so that the result depends on nothing
// else than run.toml, files.tsv, the pictures, and init.safetensors. device.threads,
// preset, recipe and checkpoints are recorded and change no result. Two keys are
// there only when the program did something by itself, as training.extended is when
// a person did:
//
//	[[training.lowered]]  step failed    the run ran away in the step failed and went
//	                                     back; from step on the rate is half of what it was
//	[[training.split]]    step batch     memory did not suffice; from step on pictures are
//	                                     computed batch at a time, and as many for a step
//
// data.jpeg names the decoder of JPEG, with its version, that the run began with: "go"
// where it is missing. A program that has it goes on with it, another one with the best
// it has, and warns (decoder.go).
//
// A classifier (task "classify") has the table classify, whose keys are in classes.go,
// and of the model's sizes those of the pictures and of the encoder alone.
//
// And two only when a person asked for it: data.leave_out, the kinds of pictures that
// were left out (package hygiene has them), and data.keep_copies, where files with
// the same bytes count each. They are recorded; files.tsv says what came of it.
//
// model.norm_eps is there only when the model came from a program whose layer norms
// add something else to the variance than 1e-6.
//
// checkpoints.budget_gb, 20 where it is missing, is how much disk states may take.
//
// # files.tsv
//
// A head and a line for each picture, in the order that the run knows them by:
//
//	path <tab> size <tab> time <tab> hash <tab> part
//	/home/ann/pictures/a.jpg	48211	2026-11-23T20:18:00.5Z	9f86d0...	train
//
// part is train or validation. A picture that stands in several lines is learned from so
// often in an epoch (core/morelabels). A classifier's list has a further column, class, and
// part may be test there: such pictures are not looked at. In path, \t \n \r \\ stand for themselves and \xNN
// for another control character or a byte that is not UTF-8.
//
// A picture whose time is another now is read through and goes on being used if its
// size and hash are the same.
//
// # moved.tsv
//
// Folders whose pictures are at another place now: a head and a line for each,
//
//	folder <tab> now
//	/home/ann/pictures	/mnt/disk/pictures
//
// folder is as data.folders of run.toml has it. Pictures, which files.tsv has below
// it, are opened below now instead; where folders lie in one another the innermost
// counts. Relocate writes it after it has compared every picture. It changes no
// result, and nothing else of the run: so a run folder and its pictures can be
// carried to another machine.
//
// # labelled.tsv
//
// The pictures whose labels the model is asked about as it learns: path and class,
// under the head "path <tab> class". They are up to a thousand, of the folders that
// are learned from where these have sub-folders as classes, or of another folder.
// The model never learns from the labels, and no weight depends on this file.
//
// # left-out.tsv
//
// What was met in the folders and left out: path and reason, under the head
// "path <tab> reason". Nothing depends on it.
//
// # corrections.csv and corrected.csv
//
// What a person said of the labels of single pictures, against the folders that they lie
// in: a table with the columns file and label, a row a picture, which a person can read
// and change. Relative paths count from the first of data.folders, where it is now;
// pictures elsewhere have whole paths.
//
//	file,label
//	scorpion/image_0007.jpg,scorpion
//	/home/ann/holiday/IMG_2041.jpg,hawksbill
//
// No weight of this run depends on them: files.tsv has the classes. corrections.csv is
// for the next fine-tuning, and begins as what this one was made with, which
// corrected.csv keeps.
//
// # report.html and curves.csv
//
// What happened, for a person: package report. They are written when a worker ends
// by itself (done, stopped, failed), and anew by "maestudio report RUN", when a
// classifier is judged (result.json), and when a question about it is answered (worth,
// morelabels). curves.csv has a line for each step:
// step,epoch,loss,lr,grad_norm,images_per_second,val_loss,knn.
//
// # events.jsonl
//
// One JSON object a line. Every kind has event, time (UTC) and step, the number
// of steps that are done; testdata/events.jsonl has a line of each:
//
//	start       step epoch steps epochs pictures held_out batch device family threads pid
//	            guess_flat guess_smear                     null where nothing is held out
//	step        step epoch loss lr grad_norm images_per_second eta_seconds
//	epoch       step epoch loss val_loss images_per_second     val_loss is null where nothing is held out
//	            verdict memory                                 verdict is "" there
//	probe       step epoch score right of classes          epoch: 0 before the first
//	score       step epoch loss score right of best
//	sample      step epoch path
//	checkpoint  step epoch path
//	warning     step message code cause
//	paused      step epoch message stopped code    stopped: the worker ended; else it waits
//	done        step epoch message
//	failed      step message code cause
//
// What pretrain and finetune print with --json begins, where a run starts from weights,
// with one line more, {"event":"weights","time":...,"tensors":[...],"notes":[...]}: of
// each tensor its name, from, shape and fate, matched, resized, missing or left over.
//
// Warnings before the first start are of the run's making: how many files cannot
// be used, and settings that were fitted to few pictures. epoch counts from 1. The
// time that rates count is that of steps; checkpoints, samples, validations and
// pauses are not in it. eta_seconds counts all but pauses: from the first epoch on
// that a worker has seen the end of, also what is done between steps. memory is what the
// worker held at most so far, in bytes, the mapped cache included.
//
// guess_flat and guess_smear are what two guesses that need no model score on the
// held-out pictures with their fixed masks, by the loss that is trained: one flat
// colour, and what is visible smeared over what is hidden (mae.Guesses). They are
// computed once for a run. verdict says how val_loss stands beside them: over-flat,
// over-smear or improving; level-over-flat, level-over-smear or level, where it no longer
// falls; or worse. verdict.go has the rule.
//
// probe is a k-NN score of the encoder without masking: right of so many labelled
// pictures are given their label by the ten nearest of the others (package probe).
// It is taken before the first epoch, after the last, and in between ever further
// apart, so that it costs no more than about 5 % of the work (probe.go).
//
// score is a classifier's on the held-out pictures, at the end of each epoch: right of
// so many are given their class, score is that share, loss the mean cross-entropy. best
// says that no epoch before had more right, or as many with a lower loss; its weights
// are in best.safetensors, which says in its metadata what the classes are and how
// pictures are made ready.
//
// The file only grows. When a worker was killed, the next one goes on from the
// last checkpoint, and its start event names the step. What stands above it for
// later steps (step, epoch, sample, checkpoint, done) is lost work that is done
// again, with the same losses; ReadEvents leaves it out. So it is when a worker goes
// back by itself: it writes a start event anew. A line that was torn is ended before
// the next and is no JSON:
//
//	{"event":"step","step":7, ...}
//	{"event":"checkpoint","step":7, ...}
//	{"event":"step","step":8, ...}            lost: left out
//	{"event":"step","st                       torn: passed over
//	{"event":"start","step":7, ...}
//	{"event":"step","step":8, ...}            the same loss again
//
// A paused event that is not stopped has a code where no person asked for it:
// disk-full, battery or in-use. Then the run goes on by itself, which the next step
// shows. On a full disk the event is written as far as there is room for it.
//
// # commands.jsonl
//
//	{"command":"pause","time":"2026-11-23T20:18:00Z"}      pause, resume, stop, sample
//
// The worker reads it between two steps and obeys what was appended since it
// took the run up; what is older is history. The folders worth and morelabels have
// such a file and a LOCK of their own, where stop alone is obeyed.
//
// # Checkpoints
//
//	NAME                     every parameter, under the published names
//	exp_avg.NAME             AdamW's first moments, exp_avg_sq.NAME the second
//	metadata  format         "maestudio checkpoint 1"
//	          step epochs    steps and epochs that are done
//	          loss_sum       of the epoch under way
//	          seconds        of training
//	          seed           with the counters, the whole random state: every draw is
//	                         a function of seed, epoch and picture
//	          lowered        entries of training.lowered by then
//	          config files   hashes of what decides the result in run.toml, and of files.tsv
//	          checksum       SHA-256 of this file as it would be without this entry
//
// A checkpoint is written when a person stops or pauses the run, at its end,
// every checkpoints.steps steps and checkpoints.minutes minutes of training, and
// at the ends of epochs as far as that takes less than a twentieth of the time.
// One that cannot be read is passed over, with a warning, for the one before; where
// none is left of those that there were, the run is refused, not begun anew.
//
// Two whole states are kept, or three while a run saves within stretches; the weights of
// the epoch with the lowest val_loss so far; and those at the ends of epochs 1, 2, 3, 4,
// 6, 8, 12, 16, 24 and so on as far as the budget has room: weights-STEP.safetensors, as
// model.safetensors is. keep.go has the rule.
//
// # What the program does by itself
//
// Training that ran away (the loss is no number, or ten times that of the first
// step) goes back to the beginning of the stretch before, an epoch or 250 steps, and
// on with half the rate; the fourth time it stops. runaway.go has the rule.
//
// Where the device has no memory for a batch, or the system ended the worker before
// for want of memory, batches are halved, and a step takes twice as many: split.go.
//
// On a full disk the worker waits until there is room: room.go. docs/faults.md lists
// all that can go wrong, and the tests that show what is done about it.
//
// # The same bits
//
// The weights after a step are a function of the run (run.toml, files.tsv, the
// pictures, init.safetensors) and of the device's kernels, and of nothing else:
// not of threads, pauses, checkpoints or kills. What a worker does again after
// a kill it does with the same batches, crops, masks and rates. A run that is
// extended keeps the rate of the steps it has done; from there on the rate is
// that of a run of the new length (training.extended in run.toml). Where a run goes
// back to when it runs away, and that it does, is a function of the run too. How much
// memory there is, is not: from training.split on it is another function.
//
// # LOCK
//
// Held locked (flock, or its like) by the worker while it lives; the system
// gives it up when the process ends in whatever way, so a LOCK that is left
// behind is no obstacle. Its text names the process: {"pid", "host", "since"}, and
// what the system had counted of processes that it ended for want of memory when
// the worker began, {"deaths"}. A worker that ends in order takes the text out, so
// the next one sees that the last one died, and whether it may have died of that.
// {"crash"}, where the worker's memory was limited (ulimit -v), names the file that says
// what it died of; one that was killed says nothing there.
// {"waits"} is there while the worker waits for room on the disk, and why: the file
// has had its length from the beginning, and events.jsonl may have no room left.
package run
