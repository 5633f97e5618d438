using System.Net.Http.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.SignIn.Passkeys;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What needs no device about passkeys: states, and who may add one.</summary>
public sealed class PasskeyTests
{
    [Fact]
    public void A_state_counts_for_its_purpose_its_person_and_once()
    {
        var states = new PasskeyStates(new EphemeralDataProtectionProvider(), TimeProvider.System);
        var (ada, eve) = (Guid.NewGuid(), Guid.NewGuid());
        var packed = states.Pack(PasskeyPurpose.Confirm, ada, "the state");
        Assert.Equal("the state", states.Unpack(PasskeyPurpose.Confirm, ada, packed));
        Assert.Null(states.Unpack(PasskeyPurpose.Confirm, eve, packed));
        Assert.Null(states.Unpack(PasskeyPurpose.SignIn, null, packed));
        Assert.Null(states.Unpack(PasskeyPurpose.New, ada, packed));
        Assert.Null(states.Unpack(PasskeyPurpose.Confirm, ada, "made up"));
        Assert.True(states.Use(packed));
        Assert.False(states.Use(packed));
        Assert.Null(states.Unpack(PasskeyPurpose.Confirm, ada, packed));
    }

    [Fact]
    public async Task Nobody_adds_a_passkey_without_a_session_an_old_proof_or_an_account_with_a_password()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = rig.Address };
        using var sent = JsonContent.Create(new NewPasskey("Laptop", "made-up", "{}"));
        using var answer = await http.PostAsync("/passkeys/new", sent, Tests.Token);
        Assert.StartsWith("/sign-in", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);

        var own = rig.Server.Services.GetRequiredService<OwnPasskeys>();
        var owner = (await rig.Server.Services.GetRequiredService<AccountDesk>().ListAsync(Tests.Token))[0];
        var now = TimeProvider.System.GetUtcNow();
        var caller = new Caller(owner.Id, owner.DisplayName, owner.Role, false, now, Guid.NewGuid());
        Task<string?> AddAsync(Caller by, Account account) =>
            own.AddAsync(by, account, new("Laptop", "made-up", "{}"), new DefaultHttpContext(), Tests.Token);
        Assert.Contains(
            "Confirm that it is you",
            await AddAsync(caller with { ProvedAt = now.AddMinutes(-11) }, owner),
            StringComparison.Ordinal
        );
        Assert.Contains("Only accounts with a password", await AddAsync(caller, new Account()), StringComparison.Ordinal);
        Assert.Contains("took too long", await AddAsync(caller, owner), StringComparison.Ordinal);
        Assert.Empty(await own.ListAsync(caller));
    }

    [Fact]
    public async Task What_is_asked_of_a_device_demands_that_it_knows_its_owner_and_is_bound_to_the_stated_name()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, publicUrl: new Uri("https://muster.example.com"));
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        using var http = new HttpClient { BaseAddress = rig.Address };
        var question = await http.GetStringAsync("/passkeys/sign-in", Tests.Token);
        Assert.Contains("muster.example.com", question, StringComparison.Ordinal);
        Assert.Matches("userVerification[^a-z]+u?0?0?2?2?[^a-z]*required", question);
    }
}
