class Weather < Formula
  include Language::Python::Virtualenv

  desc "Tells the weather"
  homepage "https://weather.example"
  url "https://github.com/acme/weather/releases/download/v1.2.0/weather-1.2.0.tar.gz"
  sha256 "714772a9f82b2aeb4fa5f7092d00fe4ac4c9cdeb6800840b6ed39ea64c4d785a"
  license "Apache-2.0"

  depends_on "python@3.13"

  resource "certifi" do
    url "https://files.pythonhosted.org/packages/a/certifi-2026.1.1.tar.gz"
    sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  end

  def install
    virtualenv_install_with_resources
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/weather --version")
  end
end
