using Muster.GraphEmulator.Company;

namespace Muster.GraphEmulator.Quirks;

/// <summary>How notifications go astray. Graph promises nothing about them, so a client may take them for hints alone (sheet 6.3 to 6.6).</summary>
public sealed record NotificationQuirks
{
    /// <summary>Decides which notifications are hit.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Nobody is ever told anything, though subscriptions are taken (OBS 20).</summary>
    public bool Silent { get; init; }

    /// <summary>Share of notifications that get lost without a trace, in percent.</summary>
    public int DroppedPercent { get; init; }

    /// <summary>Share of notifications that come twice, in percent.</summary>
    public int DuplicatedPercent { get; init; }

    /// <summary>Notifications overtake each other, by up to two seconds.</summary>
    public bool Reordered { get; init; }

    /// <summary>Longest time, drawn for each, by which a notification is late.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Share of notifications that come with a second one, which has a client state nobody gave; in percent.</summary>
    public int ForgedClientStatePercent { get; init; }

    /// <summary>Share of notifications that come with a second one, which names another tenant; in percent.</summary>
    public int WrongTenantPercent { get; init; }

    /// <summary>A soft deletion is told no sooner than the restore, or the purge, of the object; and after it.</summary>
    public bool DeletionsAreToldAfterRestore { get; init; }

    /// <summary>A removal within <c>members@delta</c> says <c>"@removed":"deleted"</c> rather than an object with a reason (sheet 11, not verified).</summary>
    public bool RemovalIsAWord { get; init; }

    /// <summary>Draws each behaviour by itself.</summary>
    internal static NotificationQuirks Draw(SeededRandom random) =>
        new()
        {
            Seed = random.Below(int.MaxValue),
            Silent = random.Chance(0.1),
            DroppedPercent = random.Chance(0.4) ? random.Between(1, 50) : 0,
            DuplicatedPercent = random.Chance(0.4) ? random.Between(1, 50) : 0,
            Reordered = random.Chance(0.4),
            Delay = random.Chance(0.3) ? TimeSpan.FromSeconds(random.Between(1, 900)) : TimeSpan.Zero,
            ForgedClientStatePercent = random.Chance(0.4) ? random.Between(1, 50) : 0,
            WrongTenantPercent = random.Chance(0.4) ? random.Between(1, 50) : 0,
            DeletionsAreToldAfterRestore = random.Chance(0.3),
            RemovalIsAWord = random.Chance(0.5),
        };
}
