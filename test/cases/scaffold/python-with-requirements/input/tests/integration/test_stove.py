def test_stove(): pass
