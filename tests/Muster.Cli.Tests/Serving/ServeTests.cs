namespace Muster.Cli.Tests.Serving;

/// <summary>A server that would be unsafe or could not work does not start, and says what to give it.</summary>
public sealed class ServeTests
{
    [Theory]
    [InlineData("--trusted-proxy ADDRESS", "--public-url", "https://muster.example.com")]
    [InlineData("--trusted-proxy is 'proxy.example.com'", "--trusted-proxy", "proxy.example.com")]
    [InlineData("--urls is 'localhost'", "--urls", "localhost")]
    [InlineData("--public-url is 'ftp://x'", "--public-url", "ftp://x")]
    public async Task A_server_that_could_not_work_says_what_is_wrong_and_makes_nothing(string expected, params string[] arguments)
    {
        using var muster = new CommandLine();
        var result = await muster.RunAsync(Tests.Token, ["serve", .. arguments]);
        Assert.Equal(ExitCodes.WrongUsage, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(muster.Folder));
    }
}
