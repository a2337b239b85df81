module maestudio

go 1.26
