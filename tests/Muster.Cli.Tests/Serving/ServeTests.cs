using System.Text.RegularExpressions;
using Muster.Cli.Serving;

namespace Muster.Cli.Tests.Serving;

/// <summary>A server that would be unsafe or could not work does not start, and says what to give it.</summary>
public sealed partial class ServeTests
{
    private const string Tenant = "6e7b768e-07e2-4810-8459-485f84f8f204";

    [Theory]
    [InlineData("--trusted-proxy ADDRESS", "--public-url", "https://muster.example.com")]
    [InlineData("--trusted-proxy is 'proxy.example.com'", "--trusted-proxy", "proxy.example.com")]
    [InlineData("--urls is 'localhost'", "--urls", "localhost")]
    [InlineData("needs the client secret", "--sign-in-tenant", "6e7b768e-07e2-4810-8459-485f84f8f204")]
    [InlineData("--public-url is 'ftp://x'", "--public-url", "ftp://x")]
    [InlineData("--every-workspace is needed too", "--public-url", "https://*.example.com")]
    [InlineData("must have * where the name of a workspace stands", "--every-workspace", "--public-url", "https://muster.example.com")]
    [InlineData("--trusted-proxy ADDRESS", "--every-workspace", "--public-url", "https://*.example.com")]
    [InlineData("--drain is -1; it must be from 0", "--drain", "-1")]
    [InlineData("leave one of them out", "--every-workspace", "--workspace", "beta")]
    [InlineData("must not show one organisation what another does", "--every-workspace", "--metrics")]
    public async Task A_server_that_could_not_work_says_what_is_wrong_and_makes_nothing(string expected, params string[] arguments)
    {
        using var muster = new CommandLine();
        var result = await muster.RunAsync(Tests.Token, ["serve", .. arguments]);
        Assert.Equal(ExitCodes.WrongUsage, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(muster.Folder));
    }

    [Theory]
    [InlineData("MUSTER_DRAIN", "soon", "MUSTER_DRAIN is 'soon'; it must be a whole number")]
    [InlineData("MUSTER_DRAIN", "-2", "--drain is -2")]
    [InlineData("MUSTER_EVERY_WORKSPACE", "yes", "it must be true or false")]
    [InlineData("MUSTER_METRICS", "on", "MUSTER_METRICS is 'on'")]
    [InlineData("MUSTER_URLS", "localhost", "--urls is 'localhost'")]
    [InlineData("MUSTER_PUBLIC_URL", "ftp://x", "--public-url is 'ftp://x'")]
    [InlineData("MUSTER_TRUSTED_PROXY", "10.0.0.5 proxy", "--trusted-proxy is 'proxy'")]
    [InlineData("MUSTER_SIGN_IN_CLIENT", "11111111-2222-3333-4444-555555555555", "needs the client secret")]
    public async Task What_is_not_typed_the_environment_may_say(string variable, string value, string expected)
    {
        using var muster = new CommandLine { Variables = { [variable] = value } };
        var result = await muster.RunAsync(Tests.Token, "serve");
        Assert.Equal(ExitCodes.WrongUsage, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_typed_counts_more_than_the_environment()
    {
        using var muster = new CommandLine { Variables = { ["MUSTER_URLS"] = "localhost", ["MUSTER_DRAIN"] = "-5" } };
        var result = await muster.RunAsync(Tests.Token, "serve", "--urls", "http://127.0.0.1:0", "--drain", "-1");
        Assert.Contains("--drain is -1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_has_a_variable_that_help_and_the_documentation_name()
    {
        var serve = new Cli(TextWriter.Null, TextWriter.Null, TimeProvider.System).Root.Subcommands.Single(verb => verb.Name == "serve");
        var documented = File.ReadAllText(Repository.In("docs", "nodes.md"));
        foreach (var option in serve.Options.Where(option => option.Name is not ("--sign-in-secret-env" or "--help")))
        {
            var variable = ServeVariables.Of(option);
            Assert.Contains($"(or {variable})", option.Description, StringComparison.Ordinal);
            Assert.Contains($"| `{variable}` | `{option.Name}`", documented, StringComparison.Ordinal);
        }
        var known = serve
            .Options.Select(ServeVariables.Of)
            .Concat(["MUSTER_DATA", "MUSTER_DATABASE", "MUSTER_WORKSPACE", "MUSTER_KEY_FILE", "MUSTER_SIGN_IN_SECRET"]);
        Assert.Empty(Variable().Matches(documented).Select(found => found.Groups["name"].Value).Except(known));
    }

    [GeneratedRegex("^\\| `(?<name>MUSTER_[A-Z_]+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [Fact]
    public async Task A_server_is_listed_while_it_serves_and_says_what_becomes_of_its_work_when_it_is_asked_to_stop()
    {
        using var muster = new CommandLine();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Tests.Token);
        await using var output = new HeardWriter("Press Ctrl-C");
        await using var error = new StringWriter();
        var serving = new Cli(output, error, TimeProvider.System).RunAsync(
            ["serve", "--urls", "http://127.0.0.1:0", "--drain", "7", "--data", muster.Folder],
            stop.Token
        );
        await output.Heard.WaitAsync(TimeSpan.FromMinutes(1), Tests.Token);
        var listed = (await muster.MustAsync(0, Tests.Token, "nodes", "--json")).Json.GetProperty("nodes");
        Assert.Equal("serving", Assert.Single(listed.EnumerateArray()).GetProperty("state").GetString());

        await stop.CancelAsync();

        Assert.Equal(ExitCodes.Fine, await serving);
        Assert.Contains("what is under way may go on for 7 seconds at most", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("No process serves", (await muster.MustAsync(0, Tests.Token, "nodes")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("needs --sign-in-client too", "--sign-in-tenant", Tenant)]
    [InlineData("--sign-in-tenant is 'common'; it must be a GUID", "--sign-in-tenant", "common", "--sign-in-client", Tenant)]
    [InlineData("--sign-in-tenant is 'contoso.com'", "--sign-in-tenant", "contoso.com", "--sign-in-client", Tenant)]
    [InlineData("must be an https address", "--sign-in-tenant", Tenant, "--sign-in-client", Tenant, "--sign-in-authority", "http://login")]
    public async Task Sign_in_with_entra_takes_one_tenant_by_its_id_and_nothing_less(string expected, params string[] arguments)
    {
        const string variable = "MUSTER_TEST_SIGN_IN_SECRET";
        Environment.SetEnvironmentVariable(variable, "a-secret");
        using var muster = new CommandLine();
        var result = await muster.RunAsync(Tests.Token, ["serve", "--sign-in-secret-env", variable, .. arguments]);
        Assert.Equal(ExitCodes.WrongUsage, result.Code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", result.Error + result.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(muster.Folder));
    }

    /// <summary>Notices when something is said.</summary>
    private sealed class HeardWriter(string awaited) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Heard => _heard.Task;

        public override void Flush()
        {
            if (ToString().Contains(awaited, StringComparison.Ordinal))
                _heard.TrySetResult();
        }
    }
}
