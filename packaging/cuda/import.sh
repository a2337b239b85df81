#!/bin/sh
# Makes what Windows programs link to in the place of NVIDIA's nvcuda.dll, which is there
# where its driver is: of the names in the library that Linux programs link to.
# Usage: packaging/cuda/import.sh FOLDER OF libcuda.so, FOLDER
set -eu
{
	echo "LIBRARY nvcuda.dll"
	echo EXPORTS
	nm -D --defined-only "$1/libcuda.so" | awk '$3 ~ /^cu/ { print $3 }'
} >"$2/nvcuda.def"
x86_64-w64-mingw32-dlltool -d "$2/nvcuda.def" -l "$2/libcuda.a"
