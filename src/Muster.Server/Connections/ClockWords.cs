using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>What is said of a clock that differs from the directory's.</summary>
internal static class ClockWords
{
    /// <summary>So much Entra forgives; proofs and tokens beyond that are refused.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong, and what to do; null while it differs by little.</summary>
    /// <param name="T">The texts.</param>
    /// <param name="offset">How far this machine is ahead; below zero when it is behind.</param>
    public static string? Fault(Texts T, TimeSpan offset) =>
        offset.Duration() <= Most ? null
        : offset > TimeSpan.Zero
            ? T[
                "It is {0} ahead of the login host's. Entra refuses a proof or a token whose time differs by more than 5 minutes. Switch on time synchronisation (NTP) on this server, then check again.",
                Words.Duration(T, offset.Duration())
            ]
        : T[
            "It is {0} behind the login host's. Entra refuses a proof or a token whose time differs by more than 5 minutes. Switch on time synchronisation (NTP) on this server, then check again.",
            Words.Duration(T, offset.Duration())
        ];
}
