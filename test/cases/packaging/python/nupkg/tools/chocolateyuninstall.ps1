Uninstall-BinFile -Name 'weather'
