use criterion::*;
