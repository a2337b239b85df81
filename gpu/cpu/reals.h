// Numbers of which it is told when they are read how they are stored.
#pragma once

// reals are float32, or with half set bfloat16: the upper halves of float32s.
struct reals {
  void *at; // null: there are none
  int half;
};
