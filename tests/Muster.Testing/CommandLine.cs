using System.Text.Json;

namespace Muster.Testing;

/// <summary>Types commands into the real program, in this process, on a data folder of its own.</summary>
public sealed class CommandLine : IDisposable
{
    private readonly TimeProvider _clock;

    public CommandLine(TimeProvider? clock = null, string? folder = null)
    {
        _clock = clock ?? TimeProvider.System;
        Folder = folder ?? Directory.CreateTempSubdirectory("muster-").FullName;
    }

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    /// <summary>Address of the database on a server; null for a file in the folder.</summary>
    public string? Database { get; set; }

    /// <summary>Columns of the terminal; null where nobody looks.</summary>
    public int? Width { get; set; }

    /// <summary>Who is at work; null for who runs the tests.</summary>
    public string? Actor { get; init; }

    /// <summary>Variables of the environment beside those that there are.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Runs a command at which a person sits and types lines.</summary>
    public Task<CommandResult> AnswerAsync(string answers, CancellationToken cancellationToken, params string[] arguments) =>
        RunAsync(new StringReader(answers), arguments, cancellationToken);

    public Task<CommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        RunAsync(null, arguments, cancellationToken);

    private async Task<CommandResult> RunAsync(TextReader? answers, string[] arguments, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var surroundings = Cli.Surroundings.Real with { Width = Width ?? Cli.Surroundings.Real.Width, Answers = answers };
        surroundings = surroundings with
        {
            Variable = name => Variables.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name),
        };
        if (Actor is { } actor)
            surroundings = surroundings with { Actor = actor };
        var code = await new Cli.Cli(output, error, _clock, surroundings).RunAsync(
            [.. arguments, "--data", Folder, .. Database is { } address ? new[] { "--database", address } : []],
            cancellationToken
        );
        return new CommandResult(string.Join(' ', arguments), code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that must end with a code.</summary>
    /// <exception cref="InvalidOperationException">It ended with another.</exception>
    public async Task<CommandResult> MustAsync(int code, CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await RunAsync(cancellationToken, arguments);
        return result.Code == code ? result : throw new InvalidOperationException($"Expected exit code {code}. {result}");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>What a command printed and how it ended.</summary>
public sealed record CommandResult(string Command, int Code, string Output, string Error)
{
    /// <summary>The only JSON document on standard output.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>The JSON Lines on standard output.</summary>
    public IEnumerable<JsonElement> JsonLines =>
        Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    public override string ToString() => $"'muster {Command}' ended with {Code}.\n{Output}\n{Error}";
}
