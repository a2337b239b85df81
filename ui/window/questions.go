package window

import (
	"fmt"

	"maestudio/core/morelabels"
	"maestudio/core/run"
	"maestudio/core/study"
	"maestudio/core/worth"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// subjects are the questions that can be asked of a classifier, by their names.
var subjects = map[string]subject{
	worth.Question.Name: {
		Question: worth.Question, tab: screen.TabWorth, title: "Was pre-training worth it?",
		about:   fmt.Sprintf("Trains the classifier again, from the encoder and from nothing, with %d seeds each, on the same pictures with the same settings, and says how much more often those from the encoder are right.", study.Usual),
		working: "Training it again, from the encoder and from nothing", with: "from nothing", ways: []string{"from the encoder", "from nothing"},
		look: lookWorth, never: neverWorth, show: (*screen.Result).SetWorth, changesResult: true,
	},
	morelabels.Question.Name: {
		Question: morelabels.Question, tab: screen.TabMoreLabels, title: "Would more labels help?",
		about:   fmt.Sprintf("Trains the classifier again on a quarter and on half of the pictures that it learned from, with %d seeds each and as many steps, and says what twice the labels brought.", study.Usual),
		working: "Training it again, on fewer labels", with: "on fewer labels", ways: []string{"a quarter", "half", "all"},
		look: lookMoreLabels, never: func(run.Config) string { return "" }, show: (*screen.Result).SetMoreLabels,
	},
}

func lookWorth(dir string) (*study.Report, answer, error) {
	report, err := worth.Look(dir)
	if report == nil {
		return nil, answer{}, err
	}
	var a answer
	if report.Answer != nil {
		a.title, a.reason = worth.Words(*report.Answer)
	}
	return report.Report, a, err
}

func neverWorth(c run.Config) string {
	switch {
	case c.Training.Init == "":
		return "This classifier started from nothing, so there is no pre-training to be judged. Fine-tune from an encoder to ask."
	case c.Classify.Freeze:
		return "This classifier trained its last layer alone, which from nothing would learn on noise. Fine-tune the whole model to ask."
	}
	return ""
}

func lookMoreLabels(dir string) (*study.Report, answer, error) {
	report, err := morelabels.Look(dir)
	if report == nil {
		return nil, answer{}, err
	}
	var a answer
	if report.Answer != nil {
		a.title, a.reason = morelabels.Words(report)
	}
	for _, p := range report.Points {
		a.points = append(a.points, widget.Estimate{Name: fmt.Sprintf("%.0f %% · %s", 100*p.Share, number(p.Labels)), Value: p.Top1, Low: p.Interval.Low, High: p.Interval.High})
	}
	return report.Report, a, err
}
