using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Accounts;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What it costs to guess at passwords whose hashes were stolen. Other tests have servers that hash faster.</summary>
public sealed class PasswordHashTests
{
    /// <summary>What Identity held right when this was written.</summary>
    private const uint Least = 100_000;

    private const uint HmacSha512 = 2;

    [Fact]
    public async Task A_server_that_is_told_nothing_of_it_hashes_a_password_in_as_many_rounds_as_Identity_holds_right()
    {
        using var line = new CommandLine();
        var options = new ServerOptions { DataFolder = line.Folder, Urls = "http://127.0.0.1:0" };
        await using var server = await MusterServer.StartAsync(options, TimeProvider.System, Tests.Token);
        await using var scope = server.Services.CreateAsyncScope();
        var hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<Account>>();
        var hash = Convert.FromBase64String(hasher.HashPassword(new Account(), ServerRig.Password));
        // Identity's third format: its number, the function, the rounds.
        Assert.Equal((1, HmacSha512), (hash[0], BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1))));
        Assert.InRange(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)), Least, uint.MaxValue);
    }

    [Fact]
    public void No_command_and_no_setting_tells_a_server()
    {
        var told = Directory
            .EnumerateFiles(Path.Combine(SharedData.Repository(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains(nameof(ServerOptions.PasswordRounds), StringComparison.Ordinal))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal);
        // Where it is declared, and where the hasher is given it.
        Assert.Equal(["ServerBuilder.cs", "ServerOptions.cs"], told);
    }
}
