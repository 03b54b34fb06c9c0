# lockstep:end
# lockstep:begin
