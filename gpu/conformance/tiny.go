package conformance

// tiny is ten small cases to bring up a new device with.
var tiny = []testCase{
	{"add", dims{5}, ""},
	{"linear", dims{2, 3, 4}, ""},
	{"linear", dims{3, 5, 7}, "gelu, slope, in place"},
	{"linear input", dims{3, 5, 7}, "slope"},
	{"linear weight", dims{3, 5, 7}, "add"},
	{"layer norm", dims{3, 7}, ""},
	{"softmax", dims{2, 5}, ""},
	{"attention", dims{2, 5, 2, 4}, ""},
	{"unshuffle", dims{2, 2, 5, 3}, ""},
	{"adamw", dims{9, 2}, ""},
}
