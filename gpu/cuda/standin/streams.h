// The streams of the stand-in driver. As it stands each does at once what it is told, so
// that an order that was not asked for is kept by chance. STANDIN_ORDER takes that away:
//
//   STANDIN_ORDER=late    a stream does nothing until somebody waits for it, and then of the
//                         other streams only what it waits for itself
//   STANDIN_ORDER=early   the same, but all streams after the first run ahead as far as they may
//   STANDIN_FORGET=1      that stream does not wait for events; 0: the host does not
//   STANDIN_TRACE=FILE    a line for each piece of work, with its stream, for each time that
//                         the host waits, and for memory that it asks for, goes there
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <vector>

namespace streams {

struct Stream;
struct Event {
  Stream *stream = nullptr;
  long recorded = 0, done = 0; // how often
};
struct Work {
  std::function<void()> run;
  Event *waits = nullptr, *records = nullptr;
  long which = 0; // of the event's recordings
};
struct Stream {
  int number;
  std::deque<Work> queue;
};

inline std::vector<Stream *> all; // of all contexts

inline bool order_is(const char *name) {
  const char *text = getenv("STANDIN_ORDER");
  return text && strcmp(text, name) == 0;
}
inline bool forgets(int number) {
  const char *text = getenv("STANDIN_FORGET");
  return text && *text && atoi(text) == number;
}

inline void trace(const char *what, const Stream *s) {
  const char *path = getenv("STANDIN_TRACE");
  if (!path || !*path) return;
  if (FILE *f = fopen(path, "a")) {
    fprintf(f, "%s %d\n", what, s ? s->number : 0);
    fclose(f);
  }
}

inline void until(Event *e, long which);

inline void first(Stream *s) {
  Work w = s->queue.front();
  s->queue.pop_front();
  if (w.waits) until(w.waits, w.which);
  if (w.run) w.run();
  if (w.records && w.records->done < w.which) w.records->done = w.which;
}

// until lets a stream run as far as the recording of an event.
inline void until(Event *e, long which) {
  while (e->done < which && !e->stream->queue.empty()) first(e->stream);
}
inline void drain(Stream *s) {
  while (s && !s->queue.empty()) first(s);
}

// ahead lets the streams after the first run until they have to wait.
inline void ahead() {
  for (Stream *s : all)
    while (s->number > 1 && !s->queue.empty() && !(s->queue.front().waits && s->queue.front().waits->done < s->queue.front().which)) first(s);
}

inline void add(Stream *s, Work w) {
  s->queue.push_back(w);
  if (order_is("late")) return;
  if (order_is("early")) return ahead();
  drain(s);
}

inline void add(const char *what, void *stream, std::function<void()> run) {
  trace(what, (Stream *)stream);
  add((Stream *)stream, Work{run, nullptr, nullptr, 0});
}

// A context makes two: the first for kernels, the second for copies.
inline Stream *create() {
  all.push_back(new Stream{(int)(all.size() % 2) + 1, {}});
  return all.back();
}
inline void clear() {
  for (Stream *s : all) delete s;
  all.clear();
}
inline void record(Event *e, Stream *s) {
  e->stream = s;
  add(s, Work{nullptr, nullptr, e, ++e->recorded});
}
inline void wait(Stream *s, Event *e) {
  if (e->recorded && !forgets(s->number)) add(s, Work{nullptr, e, nullptr, e->recorded});
}
inline void host_waits(Stream *s) {
  trace("host waits for stream", s);
  drain(s);
}
// An event that is there already is not waited for.
inline void host_waits(Event *e) {
  if (e->done >= e->recorded || forgets(0)) return;
  trace("host waits for an event of stream", e->stream);
  until(e, e->recorded);
}

} // namespace streams
