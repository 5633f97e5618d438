using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Server;
using Muster.Storage;
using Muster.Storage.Postgres;

namespace Muster.Cli;

/// <summary>One call of one verb: what was typed, where to write, what to work on.</summary>
internal sealed class Invocation(ParseResult parsed, Terminal terminal, CliOptions options, TimeProvider clock, Cli cli)
{
    public Terminal Terminal { get; } = terminal;

    public TimeProvider Clock { get; } = clock;

    /// <summary>The program itself, for a verb that runs other verbs.</summary>
    public Cli Cli { get; } = cli;

    /// <summary>The data folder, whole path.</summary>
    public string DataFolder { get; } =
        Path.GetFullPath(parsed.GetValue(options.Data) ?? Environment.GetEnvironmentVariable("MUSTER_DATA") ?? "muster-data");

    /// <summary>Whether a data folder was named, by option or environment.</summary>
    public bool DataFolderGiven { get; } =
        parsed.GetValue(options.Data) is not null || Environment.GetEnvironmentVariable("MUSTER_DATA") is not null;

    /// <summary>The database on a server that was named, by option or environment; null for a file in the data folder.</summary>
    /// <exception cref="UserErrorException">What was named is no address of one.</exception>
    public PostgresAddress? Database =>
        (parsed.GetValue(options.Database) ?? Environment.GetEnvironmentVariable("MUSTER_DATABASE")) is { Length: > 0 } address
            ? Parsed(address)
            : null;

    /// <summary>Name of the workspace that was named, by option or environment; null for the first one.</summary>
    public string? Workspace { get; } =
        (parsed.GetValue(options.Workspace) ?? Environment.GetEnvironmentVariable("MUSTER_WORKSPACE")) is { Length: > 0 } name
            ? name
            : null;

    /// <summary>Who is at work, for the journal and the audit log.</summary>
    public string Actor { get; } = cli.Surroundings.Actor;

    /// <summary>The value of a variable of the environment; null for none.</summary>
    public string? Variable(string name) => Cli.Surroundings.Variable(name);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>Whether an option was typed, with a value or without.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>An argument that may be left out; the type's default then.</summary>
    public T? GetOrNone<T>(Argument<T> argument) => parsed.GetValue(argument);

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    public Task<MusterInstance> OpenAsync(CancellationToken cancellationToken) =>
        MusterInstance.OpenAsync(DataFolder, Database, Workspace, Clock, cancellationToken);

    /// <summary>Opens data that must be there already only if the verb needs a connection.</summary>
    public Task<MusterInstance> OpenExistingOrNewAsync(bool mustExist, CancellationToken cancellationToken) =>
        mustExist ? OpenExistingAsync(cancellationToken) : OpenAsync(cancellationToken);

    /// <summary>Opens data that must be there already; a listing should not make an empty folder.</summary>
    public Task<MusterInstance> OpenExistingAsync(CancellationToken cancellationToken)
    {
        CheckExists();
        return OpenAsync(cancellationToken);
    }

    /// <summary>Sees that there is data in the folder, unless it is on a server.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public void CheckExists()
    {
        if (Database is null && !File.Exists(MusterDatabase.File(DataFolder)))
            throw new UserErrorException(
                ExitCodes.NotFound,
                $"There is no Muster data in {DataFolder}. Name the folder with --data or MUSTER_DATA, or begin with: muster connection add entra --help"
            );
    }

    /// <summary>An address as it was typed.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    public static PostgresAddress Parsed(string address)
    {
        try
        {
            return PostgresAddress.Parse(address);
        }
        catch (FormatException fault)
        {
            throw new UserErrorException(ExitCodes.WrongUsage, fault.Message);
        }
    }
}
