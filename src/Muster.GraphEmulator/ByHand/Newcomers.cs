using System.Globalization;
using System.Text.Json.Nodes;
using Muster.GraphEmulator.Browsing;
using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.ByHand;

/// <summary>Makes up people and groups that are not there yet.</summary>
internal sealed class Newcomers(TenantTimeline timeline, SeededRandom random)
{
    private static readonly string[] Subjects =
    [
        "Apollo",
        "Harbour",
        "Lighthouse",
        "Meridian",
        "North Star",
        "Orchard",
        "Quarry",
        "Skylark",
    ];
    private static readonly string[] Kinds = ["Project", "Task force", "Steering", "Pilot"];

    private readonly PersonNamer _names = new(random);

    /// <summary>What Graph needs to make a user.</summary>
    public JsonObject Person(string? name)
    {
        var displayName = name ?? _names.Next().DisplayName;
        var mailName = Nickname(displayName, "person");
        return timeline.Read(tenant =>
        {
            var domain = Domain(tenant);
            var address = Free(mailName, taken => tenant.UserNames.Find($"{taken}@{domain}") is not null);
            return new JsonObject
            {
                ["accountEnabled"] = true,
                ["displayName"] = displayName,
                ["mailNickname"] = address,
                ["userPrincipalName"] = $"{address}@{domain}",
                ["passwordProfile"] = new JsonObject { ["password"] = "not-kept" },
            };
        });
    }

    /// <summary>What Graph needs to make a security group.</summary>
    public JsonObject Group(string? name)
    {
        var displayName = name ?? $"{random.Pick(Kinds)} {random.Pick(Subjects)}";
        var nickname = timeline.Read(tenant =>
            Free(Nickname(displayName, "group"), taken => Writing.GroupWrites.IsNicknameTaken(tenant, taken, null))
        );
        return new()
        {
            ["displayName"] = displayName,
            ["mailEnabled"] = false,
            ["mailNickname"] = nickname,
            ["securityEnabled"] = true,
        };
    }

    private static string Nickname(string name, string otherwise)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(PersonNamer.Ascii).Where(word => word.Length > 0);
        var nickname = string.Join('.', words);
        return nickname.Length == 0 ? otherwise : nickname[..Math.Min(nickname.Length, 50)];
    }

    private static string Free(string wanted, Func<string, bool> isTaken)
    {
        var free = wanted;
        for (var number = 2; isTaken(free); number++)
            free = wanted + number.ToString(CultureInfo.InvariantCulture);
        return free;
    }

    private static string Domain(Tenant tenant)
    {
        foreach (var user in tenant.Users)
        {
            if (user.IsAlive && !Outliner.IsGuest(tenant, user) && Outliner.Address(tenant, user)?.Split('@') is [_, var domain])
                return domain;
        }
        return "emulator.onmicrosoft.com";
    }
}
