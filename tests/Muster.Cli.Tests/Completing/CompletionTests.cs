using System.Diagnostics;

namespace Muster.Cli.Tests.Completing;

/// <summary>What a shell offers behind what was typed.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash", "complete -o default -F _muster muster")]
    [InlineData("zsh", "#compdef muster")]
    [InlineData("fish", "complete -c muster")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName muster")]
    public async Task Every_shell_has_a_script_that_asks_the_program(string shell, string line)
    {
        using var muster = new CommandLine();
        var script = await muster.MustAsync(0, Tests.Token, "completion", shell);
        Assert.Contains(line, script.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", script.Output, StringComparison.Ordinal);
        Assert.Equal("", script.Error);
        var refused = await muster.MustAsync(64, Tests.Token, "completion", "tcsh");
        Assert.Contains("bash", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bash_completes_verbs_options_and_the_words_an_option_takes()
    {
        Assert.SkipUnless(File.Exists("/bin/bash") || File.Exists("/usr/bin/bash"), "There is no bash here.");
        var script = await CompletedAsync(
            "muster run",
            "muster runs c",
            "muster runs list --tri",
            "muster runs list --trigger s",
            "muster export "
        );
        Assert.Equal("runs", script[0]);
        Assert.Equal("compare", script[1]);
        Assert.Equal("--trigger", script[2]);
        Assert.Equal("schedule", script[3]);
        Assert.Contains("compared-runs", script[4].Split(' '));
        Assert.Contains("users", script[4].Split(' '));
    }

    /// <summary>What bash offers behind each line, with spaces between.</summary>
    private static async Task<string[]> CompletedAsync(params string[] lines)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "muster.dll");
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var muster = new CommandLine();
        var typed = string.Join(
            '\n',
            lines.Select(line =>
                $"COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=({line}{(line.EndsWith(' ') ? " ''" : "")}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _muster; echo \"${{COMPREPLY[*]}}\""
            )
        );
        var script =
            $"muster() {{ '{dotnet}' '{program}' \"$@\"; }}\n{(await muster.MustAsync(0, Tests.Token, "completion", "bash")).Output}{typed}\n";
        using var bash = Process.Start(
            new ProcessStartInfo("bash", ["-s"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var offered = await bash.StandardOutput.ReadToEndAsync(Tests.Token);
        return offered.TrimEnd('\n').Split('\n');
    }
}
