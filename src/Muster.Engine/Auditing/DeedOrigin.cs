using System.Text.Json;

namespace Muster.Engine.Auditing;

/// <summary>Through what and from where somebody acts at this moment. Every audit entry that is written meanwhile says so.</summary>
/// <remarks>
/// It goes with the flow of execution, so that work that a request begins keeps the origin of the request to its end. What the server begins by itself, and would begin
/// at any other moment too, says so first (<see cref="Schedule"/>, <see cref="Notification"/>, or null): it may be begun while somebody's request is answered.
/// </remarks>
/// <param name="Through"><c>app</c>, <c>api</c>, <c>commandLine</c>, <c>schedule</c> or <c>notification</c>. Recorded, so they must not change.</param>
/// <param name="Address">Address of the other end, or of the nearest one behind a trusted proxy; null when it has none.</param>
public sealed record DeedOrigin(string Through, string? Address = null)
{
    /// <summary>Name of the fact that says through what.</summary>
    public const string ThroughName = "through";

    /// <summary>Name of the fact that says from where.</summary>
    public const string AddressName = "address";

    /// <summary>Name of the fact that says that it was done with the emergency account.</summary>
    public const string EmergencyName = "emergency";

    /// <summary>Whether it is done with the emergency account, which nobody's name tells.</summary>
    public bool Emergency { get; init; }

    /// <summary>Somebody at a terminal of the machine.</summary>
    public static readonly DeedOrigin CommandLine = new("commandLine");

    /// <summary>The time had come.</summary>
    public static readonly DeedOrigin Schedule = new("schedule");

    /// <summary>The directory said that something has changed. From where that came proves nothing, and is not recorded.</summary>
    public static readonly DeedOrigin Notification = new("notification");

    private static readonly AsyncLocal<DeedOrigin?> Local = new();

    /// <summary>The origin of what is done now; null for what the server does by itself.</summary>
    /// <remarks>Set in an asynchronous method it holds until that method returns to its caller, and in all that the method begins.</remarks>
    public static DeedOrigin? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    /// <summary>The origin that an entry says; null for one that says none, as of a version that did not record it.</summary>
    public static DeedOrigin? In(AuditEntry entry)
    {
        if (!entry.Detail.Contains($"\"{ThroughName}\":", StringComparison.Ordinal))
            return null;
        using var detail = JsonDocument.Parse(entry.Detail);
        return Text(detail.RootElement, ThroughName) is { } through
            ? new(through, Text(detail.RootElement, AddressName))
            {
                Emergency =
                    detail.RootElement.TryGetProperty(EmergencyName, out var emergency) && emergency.ValueKind == JsonValueKind.True,
            }
            : null;
    }

    private static string? Text(JsonElement detail, string name) =>
        detail.TryGetProperty(name, out var fact) && fact.ValueKind == JsonValueKind.String ? fact.GetString() : null;
}
