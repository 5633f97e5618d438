using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Testing;
using Muster.Testing.Provider;

namespace Muster.Server.Tests.Entra;

/// <summary>A provider, and a server that lets its people in.</summary>
internal sealed class EntraRig : IAsyncDisposable
{
    private EntraRig(OpenIdProvider provider, ServerRig server, HurriedClock clock) =>
        (Provider, Server, Clock) = (provider, server, clock);

    public OpenIdProvider Provider { get; }

    public ServerRig Server { get; }

    /// <summary>The server's clock; the provider has its own.</summary>
    public HurriedClock Clock { get; }

    public static async Task<EntraRig> StartAsync(string? secret = null, Uri? publicUrl = null)
    {
        var provider = await OpenIdProvider.StartAsync(Tests.Token);
        provider.Person = ProviderPerson.Ada;
        var clock = new HurriedClock();
        return new(provider, await ServerRig.WithSignInAsync(provider, Tests.Token, secret, publicUrl, clock), clock);
    }

    /// <summary>Gives somebody access, as an Owner does.</summary>
    public async Task InviteAsync(ProviderPerson person, Role role = Role.Operator)
    {
        // Eve calls herself Ada there; an account has a name of its own.
        var name = person == ProviderPerson.Eve ? "Eve" : person.Name;
        var faults = await Get<EntraDesk>().AddAsync(await OwnerAsync(), name, person.ObjectId.ToString("D"), role, false, Tests.Token);
        Assert.Empty(faults);
    }

    /// <summary>The first owner, as caller.</summary>
    public async Task<Caller> OwnerAsync()
    {
        var owner = (await Get<AccountDesk>().ListAsync(Tests.Token)).First(account => account.Role == Role.Owner);
        return new(owner.Id, owner.DisplayName, owner.Role, true, TimeProvider.System.GetUtcNow(), null);
    }

    public Visitor Visitor() => new(Server, Provider.CertificatePem);

    public T Get<T>()
        where T : notnull => Server.Server.Services.GetRequiredService<T>();

    public Task<AccountsContext> AccountsAsync() => Get<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);

    /// <summary>What was counted as failed.</summary>
    public async Task<IReadOnlyList<string>> FailedAsync()
    {
        await using var accounts = await AccountsAsync();
        return await accounts.FailedSignIns.Select(row => row.Name).ToListAsync(Tests.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
