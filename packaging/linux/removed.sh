#!/bin/sh
# Runs after the package is removed: nothing of a person's own goes with it.
set -e
case "$1" in
remove | purge | 0) # dpkg's words, and rpm's for the last version
	echo "MAE Studio is removed. Runs are left where they are, usually in ~/MAE Studio, and settings in ~/.config/maestudio."
	;;
esac
