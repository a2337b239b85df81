package run

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// helperVariable makes the test program a helper process instead, so that tests
// can kill a real worker.
const helperVariable = "MAESTUDIO_RUN_TEST_HELPER"

func TestMain(m *testing.M) {
	switch os.Getenv(helperVariable) {
	case "":
		os.Exit(m.Run())
	case "hold":
		helpHold(os.Args[2])
	case "advance":
		helpAdvance(os.Args[1], os.Args[2], os.Args[3])
	case "grouped":
		if err := os.WriteFile(os.Args[4], []byte("0"), 0o666); err != nil { // itself
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		helpAdvance(os.Args[1], os.Args[2], os.Args[3])
	case "card":
		helpOnCard(os.Args[1], os.Args[2])
	case "limited":
		helpLimited(os.Args[1], os.Args[2])
	case "crashing":
		helpCrashing(os.Args[1], os.Args[3])
	}
}

// helpHold takes a lock and waits for the end.
func helpHold(path string) {
	if _, err := takeLock(path); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("held")
	time.Sleep(time.Minute)
}
