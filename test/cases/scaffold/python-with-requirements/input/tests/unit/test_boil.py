def test_boil(): pass
