// What is asked of a driver before anything is linked to it.
#pragma once
#include <stddef.h>

enum { CARDS = 16, NAME = 256 };

typedef struct {
  char name[NAME];
  size_t memory; // bytes
  int capability; // ten times the major number of the compute capability and the minor
  int processors;
  int exclusive; // not 0: programs may not share it
  int error;     // not 0: what the driver said when it was asked
} driver_card;

typedef struct {
  int library; // 0: there is none
  int error;   // of starting it: a CUresult
  int version; // of CUDA: 1000 times the major number and ten times the minor
  int cards;   // that are described, at most CARDS
  driver_card card[CARDS];
} driver_answer;

// ask_driver loads the library of that name and asks it what is there.
void ask_driver(const char *library, driver_answer *a);
