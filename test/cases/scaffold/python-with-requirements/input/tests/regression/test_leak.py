def test_leak(): pass
