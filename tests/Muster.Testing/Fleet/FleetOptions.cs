namespace Muster.Testing.Fleet;

/// <summary>An installation that is simulated: its workspaces, what they ask for, and what there is to do it with. What is assumed and what was measured says docs/scale.md.</summary>
public sealed record FleetOptions
{
    /// <summary>The same seed makes the same workspaces, changes and so figures.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Workspaces, each with one connection to a tenant of its own.</summary>
    public int Workspaces { get; init; } = 10_000;

    /// <summary>Users of a workspace on average.</summary>
    public double UsersEach { get; init; } = 10_000;

    /// <summary>How unequal workspaces are: the spread of a log-normal distribution. 0 makes all equal; with 2.15 half of them have less than a tenth of the average.</summary>
    public double Sigma { get; init; } = 2.15;

    /// <summary>Memberships of a user on average, in the directory and here: nesting, which would make fewer of them to be read, is left out.</summary>
    public int MembershipsOfUser { get; init; } = 50;

    /// <summary>So many users to one group.</summary>
    public int UsersToGroup { get; init; } = 10;

    /// <summary>Interval of the schedules, in minutes.</summary>
    public int EveryMinutes { get; init; } = 5;

    /// <summary>Part of the workspaces, from 0 to 1, that synchronise at each full hour of their clocks instead.</summary>
    public double HourlyShare { get; init; } = 0.1;

    /// <summary>Zones of which workspaces are, one as often as another.</summary>
    public IReadOnlyList<string> Zones { get; init; } =
    ["America/New_York", "America/New_York", "Europe/Berlin", "Europe/Berlin", "Asia/Tokyo"];

    /// <summary>Whether the workspace is part of what schedules are spread by. If not, they are spread by the key of the connection alone, which is 1 in every workspace.</summary>
    public bool SpreadByWorkspace { get; init; } = true;

    /// <summary>Part of the workspaces, from 0 to 1, whose first run of each local day reads the directory in full.</summary>
    public double FullShare { get; init; } = 1;

    /// <summary>Part of the workspaces, from 0 to 1, whose directory tells of its changes.</summary>
    public double NotifiedShare { get; init; } = 0.5;

    /// <summary>Changes of memberships a user and day. Nine in ten fall between 8 and 18 o'clock of the workspace, nearly.</summary>
    public double ChangesOfUser { get; init; } = 0.02;

    /// <summary>The first instant that is simulated.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Servers that share the runs.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Runs at once on a node.</summary>
    public int WorkersOfNode { get; init; } = 50;

    /// <summary>Processors of a node.</summary>
    public int CoresOfNode { get; init; } = 8;

    /// <summary>Processors of the database, over all of its servers.</summary>
    public int DatabaseCores { get; init; } = 32;

    /// <summary>Bytes that fit on the disks of the database, over all of its servers.</summary>
    public double DatabaseBytes { get; init; } = 16e12;

    /// <summary>How long Graph takes for an answer.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether all tenants are read by one registered application, whose budget over all tenants they share then.</summary>
    public bool SharedApp { get; init; } = true;

    /// <summary>What runs take and leave behind.</summary>
    public FleetCosts Costs { get; init; } = new();

    /// <summary>Runs at once over all nodes.</summary>
    public int Workers => Nodes * WorkersOfNode;
}
