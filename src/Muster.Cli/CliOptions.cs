using System.CommandLine;

namespace Muster.Cli;

/// <summary>The options every verb has.</summary>
internal sealed class CliOptions
{
    public Option<string?> Data { get; } =
        new("--data")
        {
            Description = "Folder with Muster's data (default ./muster-data, or MUSTER_DATA)",
            HelpName = "DIR",
            Recursive = true,
        };

    public Option<string?> Database { get; } =
        new("--database")
        {
            Description =
                "PostgreSQL database instead of a file in the data folder: postgres://user@host/database (or MUSTER_DATABASE); its password may be in PGPASSWORD",
            HelpName = "URL",
            Recursive = true,
        };

    public Option<string?> Workspace { get; } =
        new("--workspace")
        {
            Description = "Which workspace, where there are several (default the first one, or MUSTER_WORKSPACE)",
            HelpName = "NAME",
            Recursive = true,
        };

    public Option<bool> Json { get; } =
        new("--json") { Description = "Print JSON on standard output; messages go to standard error", Recursive = true };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print only data and errors", Recursive = true };

    public Option<bool> NoColor { get; } =
        new("--no-color") { Description = "No colour and no animation (also NO_COLOR, TERM=dumb)", Recursive = true };

    public Option<bool> NoInput { get; } =
        new("--no-input") { Description = "Never ask; fail where an answer is needed", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Add(Data);
        root.Add(Database);
        root.Add(Workspace);
        root.Add(Json);
        root.Add(Quiet);
        root.Add(NoColor);
        root.Add(NoInput);
    }
}
