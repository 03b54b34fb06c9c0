package tally

import "testing"

func TestAdd(t *testing.T) {}
func BenchmarkAdd(b *testing.B) {}
