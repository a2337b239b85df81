// Package run keeps a run in a folder.
package run
