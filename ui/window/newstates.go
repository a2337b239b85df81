package window

import (
	"context"
	"slices"

	"maestudio/core/library"
	drawing "maestudio/core/reconstruct"
)

// heard takes how all runs are: where the one that draws has saved a newer state, that is
// put on the list.
func (r *reconstruct) heard(all []library.Summary) {
	if r.session == nil || r.w.current != reconstructKey || r.stroke {
		return
	}
	at := slices.IndexFunc(all, func(s library.Summary) bool { return s.Dir == r.session.Dir() })
	if at < 0 || all[at].State.Saved == r.epoch {
		return
	}
	r.epoch = all[at].State.Saved
	if r.run < len(r.runs) && r.runs[r.run].Dir == all[at].Dir {
		r.runs[r.run] = all[at]
	}
	r.renew()
}

// renew lists the saved states of the run anew. What is hidden and the states that are
// chosen stay.
func (r *reconstruct) renew() {
	old, known, threads := r.session, r.session.States(), r.w.settings.WorkerThreads()
	r.w.start(func(ctx context.Context) {
		if slices.Equal(known, drawing.States(old.Dir())) {
			return
		}
		s, err := drawing.OpenSession(old.Dir(), threads)
		if err != nil {
			return // what is open can still be drawn with
		}
		taken := false
		r.w.show(ctx, func() {
			if r.session == old && r.opening == "" {
				taken = true
				r.renewed(s)
			}
		})
		if !taken {
			s.Close()
		}
	})
}

// renewed goes on with the states that there are now. Of those that are gone the newest
// takes the place, or nothing where they were only compared with.
func (r *reconstruct) renewed(s *drawing.Session) {
	before, after := r.session.States(), s.States()
	at := func(state int) int {
		return slices.IndexFunc(after, func(a drawing.State) bool { return a.Step == before[state].Step })
	}
	if r.earlier >= 0 {
		r.earlier = at(r.earlier)
	}
	now := at(r.now)
	if now >= 0 && r.ranking.Total > 0 && r.ranking.Done == r.ranking.Total {
		r.ranking.State = now // what was found of it stays true
	} else {
		r.ranking = drawing.Ranking{}
	}
	if r.now = now; now < 0 {
		r.now = len(after) - 1
	}
	r.close()
	r.session = s
	r.rank()
	if r.shown == "" {
		r.load()
		return
	}
	r.ask()
}
