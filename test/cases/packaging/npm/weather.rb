class Weather < Formula
  desc "Tells the weather"
  homepage "https://weather.example"
  url "https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0.tgz"
  sha256 "d79677188687e7b32b43de9d2365a1ff8ae6f1a9e3d494719be542394d99f7dd"
  license "Apache-2.0"

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec.glob("bin/*")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/weather --version")
  end
end
