class Weather < Formula
  desc "Tells the weather"
  homepage "https://weather.example"
  license "Apache-2.0"

  on_macos do
    on_arm do
      url "https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0-macos-arm64.tar.gz"
      sha256 "9287cbe5427ac3d2fad0b1c5e5fc279a7d546959b019044ade5b157b64603625"
    end
    on_intel do
      url "https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0-macos-x64.tar.gz"
      sha256 "fac47054a765fc1e4a3395b2eded4aa3f13d1a70d56b4a71af7bd2eac82a0f99"
    end
  end

  on_linux do
    on_intel do
      url "https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0-linux-x64.tar.gz"
      sha256 "075ecff1e82f72072c5b6a0d82490f228f603ceb1050dcb84500097028d4d7cd"
    end
  end

  def install
    bin.install Dir["**/weather", "*"].find { |path| File.file?(path) } => "weather"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/weather --version")
  end
end
