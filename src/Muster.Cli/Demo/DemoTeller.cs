using Muster.Cli.Terminals;
using Muster.Server;

namespace Muster.Cli.Demo;

/// <summary>Types the commands of a demo and shows them; nobody sees those of a demo that is made beside another.</summary>
internal sealed class DemoTeller(Cli cli, Terminal terminal, MovedClock clock, string folder)
{
    public Terminal Terminal { get; } = terminal;

    /// <summary>The time of everything that is typed.</summary>
    public MovedClock Clock { get; } = clock;

    /// <summary>Whole path of the data folder.</summary>
    public string Folder { get; } = folder;

    public Task<MusterInstance> OpenAsync(CancellationToken cancellationToken) =>
        MusterInstance.OpenAsync(Folder, Clock, cancellationToken);

    public void Heading(string text)
    {
        Terminal.Say($"");
        Terminal.Say($"[bold blue]{text}[/]");
    }

    /// <summary>Shows a command and runs it as if it had been typed.</summary>
    /// <exception cref="UserErrorException">It ended with a code that the story does not expect.</exception>
    public async Task TypeAsync(string[] arguments, CancellationToken cancellationToken, params int[] expected)
    {
        Terminal.Say($"[green]$[/] [bold]muster {string.Join(' ', Folded(arguments))}[/]");
        Terminal.Writer.Flush();
        var code = await cli.RunAsync([.. arguments, "--data", Folder], cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!(expected.Length == 0 ? [ExitCodes.Fine] : expected).Contains(code))
            throw new UserErrorException(
                code,
                $"The demo stopped: 'muster {arguments[0]}' ended with {code} where {(expected.Length == 0 ? ExitCodes.Fine : expected[0])} was expected."
            );
    }

    private static IEnumerable<string> Folded(string[] arguments)
    {
        foreach (var argument in arguments)
        {
            var text = Guid.TryParse(argument, out _) ? argument[..8] + "…" : argument;
            text = text.Contains(Path.DirectorySeparatorChar) && File.Exists(text) ? Path.GetFileName(text) : text;
            yield return text.Contains(' ') ? $"\"{text}\"" : text;
        }
    }
}
