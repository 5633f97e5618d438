using Muster.Bench;

return args switch
{
    ["replay", var history, .. var rest] => await ReplayBench.RunAsync(history, rest, CancellationToken.None),
    ["plan", var folder] => await PlanBench.RunAsync(folder, CancellationToken.None),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project bench/Muster.Bench -- replay HISTORY [EVERY]
               replays a muster-directory-history/1 file, a line for each stop (every 50 change sets, and the last)
           ... -- plan DATA
               times the parts of making a plan on a data folder
        """
    );
    return 64;
}
