// Package screen holds the pages of the window, one question each. A screen
// shows a view it is given and calls back; it opens no file, starts no work and
// does no mathematics. Package window connects it.
package screen
