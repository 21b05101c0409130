# Inside the emulated machine, once: loads the driver and wires spans to each other as CONF (dahdi_cfg's language)
# says. Usage: sh test/hardware/guest/driver.sh CONF, from the checkout.
set -e
built=build/hardware
# Without auto_assign_spans spans made by dahdi_cfg get no channels.
insmod $built/modules/dahdi.ko auto_assign_spans=1
for module in dahdi_dynamic dahdi_dynamic_loc dahdi_echocan_mg2; do
    insmod $built/modules/$module.ko
done
LD_LIBRARY_PATH=$built/packages/usr/lib/x86_64-linux-gnu $built/packages/usr/sbin/dahdi_cfg -c "$1"
